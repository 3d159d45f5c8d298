package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.FormatException;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.wal.WalSegment;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.storage.UnbootableException;
import io.drydock.testdata.Directories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any file of the rows torn, cut, overwritten with zeros or gone, as a disk may leave it that lost
 * its power: the member serves all that was acknowledged, or says why not. It never lies.
 */
class TornStoreLongTest {
  private static final int KEYS = 90;

  @TempDir private Path folder;

  private enum Tear {
    EMPTY,
    HALF,
    LAST_BYTE,
    ZEROED_END,
    ZEROED_BEGINNING,
    GONE
  }

  @Test
  void aTornFileIsMadeUpForOrNamed() throws Exception {
    Path image = folder.resolve("image");
    try (Engine engine = Lone.start(folder.resolve("live"), WalSegment.NOMINAL_BYTES)) {
      for (int i = 0; i < KEYS; i++) {
        assertEquals(i + 2, Lone.put(engine, key(i), "value" + i).revision());
      }
      // What SIGKILL leaves at this moment, while nothing is being written.
      Directories.copy(folder.resolve("live"), image);
    }
    var outcomes = new TreeMap<String, String>();
    for (Path file : rows(image)) {
      for (Tear tear : Tear.values()) {
        Path torn = Directories.copy(image, folder.resolve("torn"));
        tear(torn.resolve(image.relativize(file)), tear);
        outcomes.put(file.getFileName() + " " + tear, outcome(torn));
        Directories.delete(torn);
      }
    }
    assertTrue(outcomes.containsValue("served"), outcomes::toString);
    assertTrue(
        outcomes.values().stream().anyMatch(each -> !each.equals("served")), outcomes::toString);
  }

  private static String key(int number) {
    return "key%03d".formatted(number);
  }

  private static List<Path> rows(Path dataDir) throws IOException {
    try (Stream<Path> files = Files.list(dataDir.resolve("member/kv"))) {
      // RocksDB only writes its log of words, and only locks the lock.
      return files.filter(file -> !file.getFileName().toString().matches("LOG.*|LOCK")).toList();
    }
  }

  private static void tear(Path file, Tear tear) throws IOException {
    if (tear == Tear.GONE) {
      Files.delete(file);
      return;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long size = channel.size();
      int zeros = (int) Math.min(512, size);
      switch (tear) {
        case EMPTY -> channel.truncate(0);
        case HALF -> channel.truncate(size / 2);
        case LAST_BYTE -> channel.truncate(Math.max(0, size - 1));
        case ZEROED_END -> channel.write(ByteBuffer.allocate(zeros), size - zeros);
        case ZEROED_BEGINNING -> channel.write(ByteBuffer.allocate(zeros), 0);
        case GONE -> throw new AssertionError();
      }
    }
  }

  /** What a start comes to; only what is right is returned. */
  private static String outcome(Path dataDir) throws Exception {
    Engine engine;
    try {
      engine = Lone.start(dataDir, WalSegment.NOMINAL_BYTES);
    } catch (UnbootableException | FormatException | IOException refused) {
      assertTrue(
          refused.getMessage().matches("(?s).*(`drydock fsck|not written by Drydock).*"),
          refused.getMessage());
      return refused.getMessage();
    }
    try (engine) {
      // Applied behind all that the log has.
      assertEquals(KEYS + 2, Lone.put(engine, "next", "1").revision());
      assertEquals(expected(), served(engine));
      return "served";
    } catch (RefusedException damage) {
      assertEquals(EtcdError.STOPPED, damage.error());
      return endOf(engine);
    }
  }

  private static String endOf(Engine engine) throws InterruptedException {
    try {
      engine.ended().get();
      throw new AssertionError("it refuses to answer and goes on");
    } catch (ExecutionException reason) {
      return reason.getCause().getMessage();
    }
  }

  private static List<String> expected() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      all.add(key(i) + " value" + i + " " + (i + 2));
    }
    return all;
  }

  private static List<String> served(Engine engine) throws RefusedException {
    var all =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("key"))
            .setRangeEnd(ByteString.copyFromUtf8("kez"))
            .build();
    return engine.ask(view -> view.range(all)).getKvsList().stream()
        .map(kv ->
            kv.getKey().toStringUtf8()
                + " "
                + kv.getValue().toStringUtf8()
                + " "
                + kv.getModRevision())
        .toList();
  }
}
