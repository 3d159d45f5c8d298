package io.drydock.formats.mvcc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys that are told by half of their SHA-256, so that nobody has to look again at where they lie.
 *
 * <p>A look at a key somewhere in a file of a gigabyte costs a page fault and the page that has to
 * be given back for it: of 1.5 million records of long keys that made three quarters of a check's
 * processor time. Nobody is known to be able to make two keys with one such digest, and by chance
 * two of a billion have it less often than once in 10^20 files.
 *
 * <pre>
 * offset | bytes | content
 * -------+-------+---------------------------------------
 *      0 |     8 | where the key lies in the file
 *      8 |    16 | the first half of the key's SHA-256
 * </pre>
 *
 * <p>Outside the heap; used by one thread, closed by its maker.
 */
final class FarKeys implements AutoCloseable {

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final int SLOT_BYTES = 24;
  private static final int CHUNK_BITS = 15;
  private static final int CHUNK_SLOTS = 1 << CHUNK_BITS;
  private static final int DIGEST_BYTES = 32;
  private static final int PART_BYTES = 1 << 10;

  private final Arena arena = Arena.ofConfined();
  private final List<MemorySegment> chunks = new ArrayList<>();
  private final MessageDigest sha256 = sha256();
  private final byte[] part = new byte[PART_BYTES];
  private final byte[] digest = new byte[DIGEST_BYTES];
  private final MemorySegment digested = MemorySegment.ofArray(digest);
  private long size;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** The address, from 1, of a new key. */
  long add(MemorySegment memory, long offset, int length) {
    if (size == (long) chunks.size() << CHUNK_BITS) {
      chunks.add(arena.allocate((long) CHUNK_SLOTS * SLOT_BYTES, Long.BYTES));
    }
    long address = ++size;
    take(memory, offset, length);
    chunk(address).set(WORD, at(address), offset);
    MemorySegment.copy(digested, 0, chunk(address), at(address) + Long.BYTES, DIGEST_BYTES / 2);
    return address;
  }

  /** True when the key with this address has the same bytes. */
  boolean isSame(long address, MemorySegment memory, long offset, int length) {
    take(memory, offset, length);
    long at = at(address) + Long.BYTES;
    int half = DIGEST_BYTES / 2;
    return MemorySegment.mismatch(digested, 0, half, chunk(address), at, at + half) < 0;
  }

  /** Where the key with this address lies in the file. */
  long offset(long address) {
    return chunk(address).get(WORD, at(address));
  }

  private void take(MemorySegment memory, long offset, int length) {
    for (long done = 0; done < length; done += PART_BYTES) {
      int bytes = (int) Math.min(PART_BYTES, length - done);
      MemorySegment.copy(memory, BYTE, offset + done, part, 0, bytes);
      sha256.update(part, 0, bytes);
    }
    try {
      sha256.digest(digest, 0, DIGEST_BYTES);
    } catch (DigestException impossible) {
      throw new IllegalStateException("there is room for a SHA-256", impossible);
    }
  }

  private MemorySegment chunk(long address) {
    return chunks.get((int) (address - 1 >>> CHUNK_BITS));
  }

  private static long at(long address) {
    return (address - 1 & CHUNK_SLOTS - 1) * SLOT_BYTES;
  }

  /** Bytes of memory in use. */
  long bytes() {
    return ((long) chunks.size() << CHUNK_BITS) * SLOT_BYTES;
  }

  @Override
  public void close() {
    arena.close();
  }
}
