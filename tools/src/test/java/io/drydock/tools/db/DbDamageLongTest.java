package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small database of rows from a real server, damaged in every way, under the command line: each
 * verb ends with an answer or with what is wrong. What each byte does to each question is tested
 * where the formats are.
 */
class DbDamageLongTest {

  private static final int PAGE_BYTES = 1024;
  private static final int SECTOR = 512;
  private static final int KEY_ROWS = 25;

  /** Of every so many bytes one is flipped, under one verb after the other. */
  private static final int STRIDE = 41;

  private static final Set<ExitCode> ANSWERS =
      Set.of(ExitCode.OK, ExitCode.FINDINGS, ExitCode.UNSUPPORTED);

  private static final String[][] QUESTIONS = {
    {"check"},
    {"status"},
    {"buckets"},
    {"ls", "--values"},
    {"get", "/fill", "--prefix"},
    {"history", "/fill"},
    {"du"},
    {"hashkv"},
    {"alarms"},
    {"leases"},
    {"users"},
    {"members"},
  };

  @TempDir static Path folder;
  private static byte[] sound;
  private int asked;

  @BeforeAll
  static void build() throws Exception {
    Path kept = Kept.directory("etcd-3.6.14-single").resolve("data/member/snap/db");
    Path small = folder.resolve("small");
    try (ByteSource source = ByteSource.map(kept);
        FileChannel out =
            FileChannel.open(
                small,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      copy(BoltView.of(BoltFile.open(source)), new BoltBuilder(out, PAGE_BYTES));
      SnapshotTrailer.append(out);
    }
    sound = Files.readAllBytes(small);
    assertTrue(sound.length < 40 * PAGE_BYTES, "bytes: " + sound.length);
    Run status = Run.drydock("db", "status", small);
    assertEquals(ExitCode.OK, status.code(), status.out());
  }

  private static void copy(BackendView from, BoltBuilder to) throws IOException, FormatException {
    for (Bytes bucket : from.buckets()) {
      to.openBucket(bucket, 0);
      boolean isKeys = bucket.equals(Bucket.KEY.bucketName());
      BackendCursor rows = from.cursor(bucket);
      for (int i = 0; rows.next() && (i < KEY_ROWS || !isKeys); i++) {
        to.put(rows.key(), rows.value());
      }
      to.closeBucket();
    }
    to.finish(2);
  }

  @Test
  void aFlippedByteIsAnsweredForAndFoundByTheSnapshotsChecksum() throws IOException {
    for (int at = 0; at < sound.length; at += STRIDE) {
      byte[] bytes = sound.clone();
      bytes[at] ^= (byte) (1 << at % Byte.SIZE);
      ask(bytes, at);
      if (at % SECTOR < STRIDE) {
        Run status = Run.drydock("db", "status", folder.resolve("db"));
        assertTrue(status.code() != ExitCode.OK, () -> status.out() + status.err());
      }
    }
  }

  @Test
  void anyLengthOfTheFileMayBeAllThereIs() throws IOException {
    for (int length = 0; length < sound.length; length += SECTOR / 3) {
      ask(Arrays.copyOf(sound, length), length);
    }
  }

  @Test
  void anySectorMayBeZero() throws IOException {
    for (int at = 0; at < sound.length; at += SECTOR) {
      byte[] bytes = sound.clone();
      Arrays.fill(bytes, at, Math.min(at + SECTOR, bytes.length), (byte) 0);
      ask(bytes, at);
    }
  }

  @Test
  void anyTwoPagesMayBeSwapped() throws IOException {
    int pages = sound.length / PAGE_BYTES;
    for (int a = 0; a < pages; a++) {
      for (int b = a + 1; b < pages; b++) {
        byte[] bytes = sound.clone();
        System.arraycopy(sound, a * PAGE_BYTES, bytes, b * PAGE_BYTES, PAGE_BYTES);
        System.arraycopy(sound, b * PAGE_BYTES, bytes, a * PAGE_BYTES, PAGE_BYTES);
        ask(bytes, a);
      }
    }
  }

  /** The verbs take turns; all of them see all kinds of damage. */
  private void ask(byte[] bytes, int at) throws IOException {
    Path db = Files.write(folder.resolve("db"), bytes);
    String[] question = QUESTIONS[asked++ % QUESTIONS.length];
    Object[] words = new Object[question.length + 2];
    words[0] = "db";
    words[1] = question[0];
    words[2] = db;
    System.arraycopy(question, 1, words, 3, question.length - 1);
    Run run = Run.drydock(words);
    assertTrue(
        ANSWERS.contains(run.code()),
        () -> "at " + at + ": " + String.join(" ", question) + ": " + run.err());
    assertTrue(run.code() == ExitCode.OK || !(run.out() + run.err()).isBlank());
  }
}
