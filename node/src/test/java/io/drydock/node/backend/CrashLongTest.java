package io.drydock.node.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a crash takes, all buckets are at one applied index, and what was durable is there. */
class CrashLongTest {

  private static final int KILLS = 12;
  private static final int CUTS = 40;

  @TempDir private Path folder;

  @Test
  void aKilledWriterLosesWholeBatchesFromTheEndAndNothingDurable() throws Exception {
    Stores.create(folder).close();
    long before = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      long durable = writeUntilKilled(kill * 7);
      try (RocksStore store = Stores.open(folder)) {
        long applied = agreedIndex(store);
        assertTrue(applied >= durable, () -> durable + " was durable, " + applied + " is there");
        assertTrue(applied >= before);
        before = applied;
      }
    }
    assertTrue(before > 0, "nothing was ever flushed");
  }

  /** What the writer said last to be durable. */
  private long writeUntilKilled(int lines) throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CrashWriter.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long durable = 0;
    try (BufferedReader said = writer.inputReader()) {
      for (int i = 0; i < lines; i++) {
        String line = said.readLine();
        assertTrue(line != null, "the writer ended by itself");
        durable = Long.parseLong(line);
      }
      writer.destroyForcibly().waitFor();
    }
    return durable;
  }

  /** The applied index, at which every bucket is. */
  private static long agreedIndex(RocksStore store) {
    long applied = store.applied().index();
    assertEquals(applied, store.durable().index());
    for (Bucket bucket : CrashWriter.MARKED) {
      String last =
          store
              .get(bucket, CrashWriter.LAST)
              .map(value -> new String(value, StandardCharsets.UTF_8))
              .orElse("0");
      assertEquals(applied, Long.parseLong(last), () -> "bucket " + bucket);
    }
    long[] records = {0};
    store.scan(
        new Revision(0, 0),
        new Revision(Long.MAX_VALUE, 0),
        (main, sub, isTombstone, record) -> {
          records[0]++;
          assertEquals(records[0], main);
          assertEquals(main % 1000, record.length);
          return true;
        });
    assertEquals(applied, records[0]);
    return applied;
  }

  /** The list of files is synced after each flush: what a crash takes of it is its end. */
  @Test
  void aListOfFilesThatLostItsEndGivesTheStateOfAnEarlierFlush() throws Exception {
    Path image = folder.resolve("image");
    try (RocksStore store = Stores.create(folder)) {
      for (long index = 1; index <= 60; index++) {
        CrashWriter.write(store, index);
        if (index % 20 == 0) {
          store.flush();
        }
      }
      copy(folder.resolve("kv"), image);
    }
    long whole = Files.size(manifest(image));
    List<Long> found = new ArrayList<>();
    for (int cut = 0; cut <= CUTS; cut++) {
      found.add(indexAfterCut(image, whole - cut * (whole / 2) / CUTS));
    }
    assertEquals(60, found.getFirst());
    assertTrue(found.stream().allMatch(index -> index % 20 == 0), found::toString);
    assertTrue(found.contains(40L), found::toString);
  }

  private long indexAfterCut(Path image, long length) throws Exception {
    Path crashed = folder.resolve("crashed");
    copy(image, crashed.resolve("kv"));
    try (FileChannel list =
        FileChannel.open(manifest(crashed.resolve("kv")), StandardOpenOption.WRITE)) {
      list.truncate(length);
    }
    try (RocksStore store = Stores.open(crashed)) {
      return agreedIndex(store);
    } finally {
      remove(crashed);
    }
  }

  private static Path manifest(Path kv) throws IOException {
    return kv.resolve(Files.readString(kv.resolve("CURRENT")).strip());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void remove(Path crashed) throws IOException {
    try (Stream<Path> files = Files.walk(crashed)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }
}
