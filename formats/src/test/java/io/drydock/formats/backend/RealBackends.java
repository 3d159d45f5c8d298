package io.drydock.formats.backend;

import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Backends of the kept directories; an archive is unpacked when it is first asked for. */
public final class RealBackends {

  /** One server of 3.6.14: everything that a cluster of one can hold. */
  public static final String SINGLE_36 = "etcd-3.6.14-single";

  /** Two voters and a learner of 3.6.14, one of them killed. */
  public static final String CLUSTER_36 = "etcd-3.6.14-cluster3";

  /** 3.5.30, then 3.6.14, then 3.7.1 on one directory. */
  public static final String UPGRADED = "etcd-3.7.1-upgraded-3.5.30-3.6.14";

  /** A full database of 3.5.30. */
  public static final String TOUR = "prod-etcd-1";

  private final Path folder;

  /** Unpacks into a folder that the test owns. */
  public RealBackends(Path folder) {
    this.folder = folder;
  }

  /** The recorded answers of an archive. */
  public Expected expected(String archive) throws IOException {
    return new Expected(unpacked(archive));
  }

  /** The backend of a data directory: {@code data}, or {@code m1} to {@code m3}. */
  public Open open(String archive, String directory) throws IOException, FormatException {
    return Open.of(unpacked(archive).resolve(directory).resolve("member/snap/db"));
  }

  /** The snapshot file beside a single server's directory. */
  public Open openSnapshot(String archive) throws IOException, FormatException {
    return Open.of(unpacked(archive).resolve("snapshot.db"));
  }

  private Path unpacked(String archive) throws IOException {
    Path unpacked = folder.resolve(archive);
    return Files.exists(unpacked) ? unpacked : Archive.unpack(archive, folder);
  }

  /** A view with the file below it. */
  public record Open(ByteSource source, BackendView view) implements AutoCloseable {

    static Open of(Path file) throws IOException, FormatException {
      ByteSource source = ByteSource.map(file);
      return new Open(source, BoltView.of(BoltFile.open(source)));
    }

    @Override
    public void close() {
      source.close();
    }
  }
}
