package io.drydock.tools.db.salvage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The pages of a sound database, for a test that takes some of them out. */
final class DbPages {

  static final int PAGE = 4096;

  private final byte[] sound;
  private final ByteBuffer bytes;

  DbPages(byte[] sound) {
    this.sound = sound;
    this.bytes = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The page of the meta with the later transaction. */
  int newestMeta() {
    return bytes.getLong(64) > bytes.getLong(PAGE + 64) ? 0 : 1;
  }

  /** The root of the tree of buckets. */
  int root() {
    return (int) bytes.getLong(newestMeta() * PAGE + 32);
  }

  /** That of the commit before. */
  int otherRoot() {
    return (int) bytes.getLong((1 - newestMeta()) * PAGE + 32);
  }

  /** The root of bucket {@code key}. */
  int keyRoot() {
    return (int) bytes.getLong(bucketHeader("key"));
  }

  /** Where the header of a bucket begins in the file; behind its 16 bytes an inline page. */
  int bucketHeader(String bucket) {
    int at = root() * PAGE;
    for (int i = 0; ; i++) {
      int element = at + 16 + 16 * i;
      int from = element + bytes.getInt(element + 4);
      String name = new String(sound, from, bytes.getInt(element + 8), StandardCharsets.UTF_8);
      if (name.equals(bucket)) {
        return from + bucket.length();
      }
    }
  }

  /** Where a branch leads to. */
  int[] children(int branch) {
    int at = branch * PAGE;
    return IntStream.range(0, bytes.getShort(at + 10))
        .map(i -> (int) bytes.getLong(at + 16 + 16 * i + 8))
        .toArray();
  }

  /** All bytes, with zeros for these pages. */
  byte[] without(int... pages) {
    byte[] broken = sound.clone();
    for (int page : pages) {
      Arrays.fill(broken, page * PAGE, (page + 1) * PAGE, (byte) 0);
    }
    return broken;
  }

  /** All bytes, with the content of one page in the place of another, under that one's number. */
  byte[] copied(int from, int to) {
    byte[] broken = sound.clone();
    System.arraycopy(sound, from * PAGE, broken, to * PAGE, PAGE);
    ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putLong(to * PAGE, to);
    return broken;
  }
}
