package io.drydock.formats.wal.check;

import io.drydock.formats.Finding;
import io.drydock.formats.wal.GeneratedWal;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;

/**
 * Measures how fast a WAL is read: {@code WalThroughput FOLDER [MIB [PAYLOAD_BYTES [ROUNDS]]]}. The
 * WAL is made in the folder unless one is there; the ways of reading take turns.
 */
public final class WalThroughput {

  private WalThroughput() {}

  /** Prints a line a measurement; the time of the thread alone counts on a busy machine. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    long mib = args.length > 1 ? Long.parseLong(args[1]) : 512;
    int payload = args.length > 2 ? Integer.parseInt(args[2]) : 256;
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
      GeneratedWal.write(folder, mib << 20, WalSegment.NOMINAL_BYTES, payload);
    }
    for (int round = 0; round < rounds; round++) {
      measure("check", folder, WalThroughput::check);
      measure("cursor", folder, WalThroughput::cursor);
      measure("records", folder, WalThroughput::records);
    }
  }

  private interface Reading {
    long run(WalDirectory directory) throws IOException;
  }

  private static void measure(String what, Path folder, Reading reading) throws IOException {
    var directory = WalDirectory.list(folder);
    long bytes = directory.segments().stream().mapToLong(WalSegment::bytes).sum();
    var threads = ManagementFactory.getThreadMXBean();
    long cpuStart = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long records = reading.run(directory);
    long nanos = System.nanoTime() - start;
    long cpuNanos = threads.getCurrentThreadCpuTime() - cpuStart;
    System.out.printf(
        Locale.ROOT,
        "%-8s %,12d records %8.1f ms %6.2f GB/s, of the thread alone %8.1f ms %6.2f GB/s%n",
        what,
        records,
        nanos / 1e6,
        (double) bytes / nanos,
        cpuNanos / 1e6,
        (double) bytes / cpuNanos);
  }

  private static long check(WalDirectory directory) throws IOException {
    var findings = new ArrayList<Finding>();
    var result = WalCheck.run(directory, WalCheck.Mode.STOPPED, findings::add);
    if (!findings.isEmpty()) {
      throw new IllegalStateException(findings.toString());
    }
    return result.records();
  }

  private static long cursor(WalDirectory directory) throws IOException {
    try (var chain = WalChain.open(directory.segments())) {
      long records = 0;
      while (chain.advance()) {
        records++;
      }
      return records;
    }
  }

  private static long records(WalDirectory directory) throws IOException {
    try (var chain = WalChain.open(directory.segments())) {
      long entries = 0;
      long records = 0;
      for (var next = chain.next(); next.isPresent(); next = chain.next()) {
        records++;
        entries += next.get().value() instanceof WalRecord.EntryRecord ? 1 : 0;
      }
      if (entries == 0) {
        throw new IllegalStateException("no entries");
      }
      return records;
    }
  }
}
