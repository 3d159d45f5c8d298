package io.drydock.formats.backend;

import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Expected;
import java.io.IOException;
import java.nio.file.Path;

/** Backends of the kept directories, unpacked once for a test class. */
public final class RealBackends {

  /** One server of 3.6.14: everything that a cluster of one can hold. */
  public static final String SINGLE_36 = "etcd-3.6.14-single";

  /** One server of 3.7.1, as {@link #SINGLE_36}. */
  public static final String SINGLE_37 = "etcd-3.7.1-single";

  /** Two voters and a learner of 3.6.14, one of them killed. */
  public static final String CLUSTER_36 = "etcd-3.6.14-cluster3";

  /** Two voters and a learner of 3.7.1, one of them killed. */
  public static final String CLUSTER_37 = "etcd-3.7.1-cluster3";

  /** 3.5.30, then 3.6.14, then 3.7.1 on one directory. */
  public static final String UPGRADED = "etcd-3.7.1-upgraded-3.5.30-3.6.14";

  private final Path folder;

  /** Unpacks into a folder that the test owns. */
  public RealBackends(Path folder) throws IOException {
    this.folder = folder;
    for (String name : new String[] {SINGLE_36, SINGLE_37, CLUSTER_36, CLUSTER_37, UPGRADED}) {
      Archive.unpack(name, folder);
    }
  }

  /** The recorded answers of an archive. */
  public Expected expected(String archive) {
    return new Expected(folder.resolve(archive));
  }

  /** The backend of a data directory: {@code data}, or {@code m1} to {@code m3}. */
  public Open open(String archive, String directory) throws IOException, FormatException {
    return Open.of(folder.resolve(archive).resolve(directory).resolve("member/snap/db"));
  }

  /** The snapshot file beside a single server's directory. */
  public Open openSnapshot(String archive) throws IOException, FormatException {
    return Open.of(folder.resolve(archive).resolve("snapshot.db"));
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
