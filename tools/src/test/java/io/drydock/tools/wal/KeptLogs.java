package io.drydock.tools.wal;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kept data directories, unpacked once for a test class. */
final class KeptLogs {

  private final Path folder;

  /** Unpacks to this folder. */
  KeptLogs(Path folder) {
    this.folder = folder;
  }

  /** A data directory of real etcd; not to be changed. */
  Path data(String archive, String member) throws IOException {
    Path unpacked = folder.resolve(archive);
    if (!Files.exists(unpacked)) {
      Archive.unpack(archive, folder);
    }
    return unpacked.resolve(member);
  }

  /** A copy to be damaged. */
  Path copy(String archive, String member, String name) throws IOException {
    return Directories.copy(data(archive, member), folder.resolve(name));
  }

  /** An answer without the name of the folder, which differs from run to run. */
  String neutral(String answer) {
    return answer.replace(folder.toString(), "FOLDER");
  }
}
