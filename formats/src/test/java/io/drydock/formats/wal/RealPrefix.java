package io.drydock.formats.wal;

import io.drydock.testdata.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The first records of a real segment and the first kilobyte of zeros behind them. */
public final class RealPrefix {

  private static final int ZEROS = 1024;

  private RealPrefix() {}

  /**
   * The beginning of the log of etcd 3.7.1's follower that joined by a snapshot: every kind of
   * record.
   *
   * @param records so many of its records
   */
  public static byte[] of(int records, Path folder) throws IOException {
    Path data = Archive.unpack("etcd-3.7.1-cluster3", folder).resolve("m3/member/wal");
    try (var chain = WalChain.open(WalDirectory.list(data).segments())) {
      for (int i = 0; i < records; i++) {
        chain.advance();
      }
      byte[] whole = Files.readAllBytes(chain.segment().path());
      int end = (int) chain.cursor().endOffset();
      return Arrays.copyOf(Arrays.copyOf(whole, end), end + ZEROS);
    }
  }
}
