package io.drydock.formats.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One small file with everything in it, damaged in every way. */
class BoltDamageLongTest {

  private static final int PAGE = 1024;
  private static final int SECTOR = 512;

  @TempDir static Path folder;

  /** Branches, overflow, inline, empty and nested buckets; a freelist page at the end. */
  private static byte[] sound;

  @BeforeAll
  static void build() throws Exception {
    Path path = folder.resolve("db");
    try (var out = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var builder = new BoltBuilder(out, PAGE);
      builder.openBucket(Bytes.ofUtf8("alarm"), 0);
      builder.closeBucket();
      builder.openBucket(Bytes.ofUtf8("key"), 0);
      for (int i = 0; i < 12; i++) {
        byte[] value = new byte[i == 5 ? 2500 : 400];
        Arrays.fill(value, (byte) i);
        builder.put(Bytes.ofUtf8("%017d".formatted(i)).segment(), MemorySegment.ofArray(value));
      }
      builder.closeBucket();
      builder.openBucket(Bytes.ofUtf8("nest"), 1);
      builder.openBucket(Bytes.ofUtf8("inner"), 2);
      builder.put(Bytes.ofUtf8("k").segment(), Bytes.ofUtf8("v").segment());
      builder.closeBucket();
      builder.closeBucket();
      builder.finish(5);
    }
    sound = withFreelist(Files.readAllBytes(path));
    assertTrue(BoltCheck.of(ByteSource.of("db", sound)).isClean());
  }

  /** Three more pages: a freelist on the first of them names the others. */
  private static byte[] withFreelist(byte[] built) throws Exception {
    Meta meta = BoltFile.open(ByteSource.of("db", built)).meta();
    long list = meta.highWaterMark();
    byte[] longer = Arrays.copyOf(built, built.length + 3 * PAGE);
    MemorySegment bytes = MemorySegment.ofArray(longer);
    MemorySegment page = bytes.asSlice(list * PAGE);
    new PageHeader(list, PageHeader.FREELIST, 2, 0).encode(page);
    page.set(PageHeader.U64, 16, list + 1);
    page.set(PageHeader.U64, 24, list + 2);
    for (int slot = 0; slot < 2; slot++) {
      new Meta(PAGE, 0, meta.rootPageId(), 0, list, list + 3, 4 + slot)
          .encode(slot, bytes.asSlice((long) slot * PAGE));
    }
    return longer;
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x80, 0xff})
  void anyByteMayBeWrong(int mask) {
    for (int at = 0; at < sound.length; at++) {
      byte[] bytes = sound.clone();
      bytes[at] ^= (byte) mask;
      BoltExercise.run(bytes);
    }
  }

  @Test
  void everyByteUnderTheChecksumOfAMetaCounts() throws Exception {
    for (int slot = 0; slot < 2; slot++) {
      for (int at = slot * PAGE; at < slot * PAGE + Meta.BYTES; at++) {
        byte[] bytes = sound.clone();
        bytes[at] ^= 0x10;
        BoltReport report = BoltCheck.of(ByteSource.of("db", bytes));
        boolean isRecord = at % PAGE >= PageHeader.BYTES;
        boolean isIdOrFlags = at % PAGE < 10;
        assertEquals(isRecord || isIdOrFlags, !report.isClean(), "byte " + at);
        assertEquals(BoltExercise.content(sound), BoltExercise.content(bytes));
      }
    }
  }

  @Test
  void theFileMayEndAnywhere() throws Exception {
    for (int length = 0; length < sound.length; length++) {
      byte[] bytes = Arrays.copyOf(sound, length);
      BoltExercise.run(bytes);
      assertFalse(BoltCheck.of(ByteSource.of("db", bytes)).isClean());
    }
  }

  @Test
  void anySectorMayBeZero() throws Exception {
    for (int at = 0; at < sound.length; at += SECTOR) {
      byte[] bytes = sound.clone();
      Arrays.fill(bytes, at, at + SECTOR, (byte) 0);
      BoltExercise.run(bytes);
      if (at % PAGE == 0 && hasHeader(at / PAGE)) {
        assertFalse(BoltCheck.of(ByteSource.of("db", bytes)).isClean(), "sector at " + at);
      }
    }
  }

  @Test
  void anyTwoPagesMayBeSwapped() throws Exception {
    int pages = sound.length / PAGE;
    for (int a = 0; a < pages; a++) {
      for (int b = a + 1; b < pages; b++) {
        byte[] bytes = sound.clone();
        System.arraycopy(sound, a * PAGE, bytes, b * PAGE, PAGE);
        System.arraycopy(sound, b * PAGE, bytes, a * PAGE, PAGE);
        BoltExercise.run(bytes);
        assertEquals(
            !hasHeader(a) && !hasHeader(b),
            BoltCheck.of(ByteSource.of("db", bytes)).isClean(),
            "pages " + a + " and " + b);
      }
    }
  }

  /** Free pages, and pages that continue another, hold nothing that could be verified. */
  private static boolean hasHeader(int page) throws Exception {
    BoltFile file = BoltFile.open(ByteSource.of("db", sound));
    boolean isHead = false;
    for (long id = 0; id <= page; id += file.page(id).header().overflow() + 1) {
      isHead = id == page;
      if (file.freePages().pages().contains(id)) {
        return false;
      }
    }
    return isHead;
  }

  /** Several changes at once, of the kind that reaches deep: counts, lengths, references. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyMutationEndsInAnAnswer(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 1500; round++) {
      byte[] bytes = sound.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        mutate(bytes, random);
      }
      BoltExercise.run(bytes);
    }
  }

  private static void mutate(byte[] bytes, Random random) {
    MemorySegment file = MemorySegment.ofArray(bytes);
    int page = random.nextInt(bytes.length / PAGE);
    long at = (long) page * PAGE + 4L * random.nextInt(40);
    switch (random.nextInt(5)) {
      case 0 -> file.set(PageHeader.U32, at, random.nextInt(64));
      case 1 -> file.set(PageHeader.U32, at, random.nextInt());
      case 2 -> file.set(PageHeader.U16, at + 2 * random.nextInt(2), (short) random.nextInt(99));
      case 3 -> file.set(PageHeader.U32, at, 1 << random.nextInt(32));
      default -> {
        int from = random.nextInt(bytes.length / PAGE) * PAGE;
        file.asSlice((long) page * PAGE + 8, PAGE - 8).copyFrom(file.asSlice(from + 8, PAGE - 8));
      }
    }
    if (page < 2) {
      long root = random.nextInt(bytes.length / PAGE);
      long list = random.nextBoolean() ? Meta.NO_FREELIST : random.nextInt(bytes.length / PAGE);
      long marked = random.nextInt(4) == 0 ? random.nextLong() : bytes.length / PAGE;
      new Meta(PAGE, 0, root, 0, list, marked, 9)
          .encode(page, MemorySegment.ofArray(bytes).asSlice((long) page * PAGE));
    }
  }
}
