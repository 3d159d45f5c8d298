package io.drydock.formats.rocks;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB says went wrong, in the project's kinds of errors. */
public final class KvFailure {

  private KvFailure() {}

  /**
   * The failure as an I/O error, to be thrown.
   *
   * @param kv the directory
   * @throws CorruptFileException when RocksDB found damage
   */
  public static IOException of(Path kv, RocksDBException failure) throws CorruptFileException {
    if (isDamage(failure)) {
      throw new CorruptFileException(new Extent(kv.toString(), 0, 0), said(failure));
    }
    return new IOException(kv + ": " + said(failure), failure);
  }

  /** A checksum or a structure of the files is wrong, or one that others name is not there. */
  private static boolean isDamage(RocksDBException failure) {
    Status status = failure.getStatus();
    boolean isCorrupt = status != null && status.getCode() == Status.Code.Corruption;
    return isCorrupt || said(failure).endsWith("No such file or directory");
  }

  private static String said(RocksDBException failure) {
    String text = String.valueOf(failure.getMessage());
    return text.isEmpty() ? "RocksDB failed without a reason" : text;
  }
}
