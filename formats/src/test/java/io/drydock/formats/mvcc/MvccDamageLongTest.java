package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.BackendHash;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.check.MvccCheck;
import io.drydock.formats.mvcc.usage.KeySpaceUsage;
import io.drydock.formats.mvcc.usage.UsageQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small store with a record of every kind, asked every question while it is damaged. */
class MvccDamageLongTest {

  private static final int MUTATIONS = 500;
  private static final int SECTOR = 512;

  @TempDir static Path folder;
  private static byte[] sound;

  /** A question to a view; the answer does not matter, how it ends does. */
  @FunctionalInterface
  private interface Question {
    void ask(BackendView view) throws FormatException;
  }

  private static final List<Question> QUESTIONS =
      List.of(
          BackendState::read,
          BackendHash::ofSnapshot,
          view -> HashKv.at(view, 0),
          view -> HashKv.at(view, 20),
          view -> Compaction.at(view, 30, CompactionRule.KEEPS_TOMBSTONE_AT_REVISION),
          MvccDamageLongTest::list,
          MvccDamageLongTest::follow,
          view -> KeySpaceUsage.of(view, UsageQuery.byDepth(2)),
          MvccCheck::of);

  @BeforeAll
  static void build() throws Exception {
    var store = new NaiveStore();
    for (int i = 2; i < 40; i += 3) {
      store.put(i, "/a/" + i % 5, "x".repeat(i)).put(i, "/b/" + i % 7, "");
      store.put(i + 1, Bytes.ofUtf8("/c"), Bytes.EMPTY, 1 + i % 3);
      store.delete(i + 2, Bytes.ofUtf8("/b/" + i % 7));
    }
    BackendFile file =
        store
            .compact(10, CompactionRule.KEEPS_TOMBSTONE_AT_REVISION)
            .file()
            .withPages(1024)
            .put(Bucket.META, Bytes.ofUtf8("consistent_index"), Bytes.ofHex("0000000000000009"))
            .put(Bucket.META, Bytes.ofUtf8("confState"), Bytes.ofUtf8("{\"voters\":[7]}"))
            .put(Bucket.CLUSTER, Bytes.ofUtf8("clusterVersion"), Bytes.ofUtf8("3.5.0"))
            .put(Bucket.MEMBERS, Bytes.ofUtf8("7"), Bytes.ofUtf8("{\"id\":7,\"peerURLs\":[]}"))
            .put(Bucket.ALARM, Bytes.ofHex("08071001"), Bytes.EMPTY)
            .put(Bucket.AUTH, Bytes.ofUtf8("authEnabled"), Bytes.ofHex("00"))
            .put(Bucket.AUTH_USERS, Bytes.ofUtf8("u"), Bytes.ofHex("0a01751a0172"))
            .put(Bucket.AUTH_ROLES, Bytes.ofUtf8("r"), Bytes.ofHex("0a0172"));
    Path path = folder.resolve("db");
    file.open(path).close();
    sound = Files.readAllBytes(path);
    try (var source = ByteSource.of("db", sound)) {
      assertEquals(List.of(), MvccCheck.of(BoltView.of(BoltFile.open(source))).findings());
    }
  }

  @Test
  void anyByteMayBeWrong() {
    int understood = 0;
    for (int at = 0; at < sound.length; at++) {
      byte[] bytes = sound.clone();
      bytes[at] ^= (byte) (at % 3 == 0 ? 0xff : 1 << at % 8);
      understood += ask(bytes);
    }
    // Many bytes are free space, or values that may be anything.
    assertTrue(understood > sound.length, "answers: " + understood);
  }

  @Test
  void anySectorMayBeZero() {
    for (int at = 0; at < sound.length; at += SECTOR) {
      byte[] bytes = sound.clone();
      Arrays.fill(bytes, at, Math.min(at + SECTOR, bytes.length), (byte) 0);
      ask(bytes);
    }
  }

  @Test
  void manyBytesMayBeWrong() {
    for (int seed = 0; seed < MUTATIONS; seed++) {
      var random = new Random(seed);
      byte[] bytes = sound.clone();
      for (int i = random.nextInt(200); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      ask(bytes);
    }
  }

  /** How many questions were answered; those that were not ended with a format error. */
  private static int ask(byte[] bytes) {
    int answered = 0;
    for (Question question : QUESTIONS) {
      try (var source = ByteSource.of("db", bytes)) {
        question.ask(BoltView.of(BoltFile.open(source)));
        answered++;
      } catch (FormatException damage) {
        assertTrue(damage.at().offset() >= 0 && damage.at().end() >= 0, damage::getMessage);
      }
    }
    return answered;
  }

  private static void list(BackendView view) throws FormatException {
    if (LiveKeys.at(view, 0, KeyRange.ALL) instanceof RevisionAnswer.Found<LiveKeys>(var keys)) {
      try (keys) {
        while (keys.next().isPresent()) {
          assertTrue(keys.size() > 0);
        }
      }
    }
  }

  private static void follow(BackendView view) throws FormatException {
    KeyHistory history = KeyHistory.of(view, Bytes.ofUtf8("/a/2"));
    while (history.next().isPresent()) {
      assertTrue(view.memory().byteSize() > 0);
    }
  }
}
