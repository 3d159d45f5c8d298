package io.drydock.formats.bolt;

import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/** Lays out single pages by hand, so that tests can make trees that no writer makes. */
final class RawBolt {

  static final int PAGE = 1024;

  private final byte[] bytes;
  private final MemorySegment file;

  RawBolt(int pages) {
    bytes = new byte[pages * PAGE];
    file = MemorySegment.ofArray(bytes);
  }

  /** A whole file whose root is {@code root} and which has no freelist, at transaction 7. */
  RawBolt metas(long root) {
    return meta(0, root, 6).meta(1, root, 7);
  }

  RawBolt meta(int slot, long root, long txid) {
    return meta(slot, new Meta(PAGE, 0, root, 0, Meta.NO_FREELIST, pages(), txid));
  }

  RawBolt meta(int slot, Meta meta) {
    meta.encode(slot, at((long) slot * PAGE));
    return this;
  }

  RawBolt header(long page, int flags, int count, long overflow) {
    new PageHeader(page, flags, count, overflow).encode(at(page * PAGE));
    return this;
  }

  /** Keys and values in turn. */
  RawBolt leaf(long page, String... keysAndValues) {
    byte[][] parts = new byte[keysAndValues.length][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Bytes.ofUtf8(keysAndValues[i]).toByteArray();
    }
    header(page, PageHeader.LEAF, parts.length / 2, 0);
    elements(at(page * PAGE), 0, parts);
    return this;
  }

  /** Buckets by name, with their root pages; a leaf of the bucket of buckets. */
  RawBolt buckets(long page, Map<String, Long> roots) {
    byte[][] parts = new byte[roots.size() * 2][];
    List<String> names = roots.keySet().stream().sorted().toList();
    for (int i = 0; i < names.size(); i++) {
      parts[2 * i] = Bytes.ofUtf8(names.get(i)).toByteArray();
      parts[2 * i + 1] = new byte[BoltBucket.HEADER_BYTES];
      MemorySegment.ofArray(parts[2 * i + 1]).set(PageHeader.U64, 0, roots.get(names.get(i)));
    }
    header(page, PageHeader.LEAF, names.size(), 0);
    elements(at(page * PAGE), 1, parts);
    return this;
  }

  private static void elements(MemorySegment page, int flags, byte[]... parts) {
    int data = PageHeader.BYTES + parts.length / 2 * LeafPage.ELEMENT_BYTES;
    for (int i = 0; i < parts.length; i += 2) {
      int element = PageHeader.BYTES + i / 2 * LeafPage.ELEMENT_BYTES;
      page.set(PageHeader.U32, element, flags);
      page.set(PageHeader.U32, element + 4, data - element);
      page.set(PageHeader.U32, element + 8, parts[i].length);
      page.set(PageHeader.U32, element + 12, parts[i + 1].length);
      page.asSlice(data, parts[i].length).copyFrom(MemorySegment.ofArray(parts[i]));
      data += parts[i].length;
      page.asSlice(data, parts[i + 1].length).copyFrom(MemorySegment.ofArray(parts[i + 1]));
      data += parts[i + 1].length;
    }
  }

  /** Children in order: smallest key, then page. */
  RawBolt branch(long page, Object... keysAndPages) {
    int count = keysAndPages.length / 2;
    header(page, PageHeader.BRANCH, count, 0);
    MemorySegment into = at(page * PAGE);
    int data = PageHeader.BYTES + count * BranchPage.ELEMENT_BYTES;
    for (int i = 0; i < count; i++) {
      MemorySegment key = Bytes.ofUtf8((String) keysAndPages[2 * i]).segment();
      int element = PageHeader.BYTES + i * BranchPage.ELEMENT_BYTES;
      into.set(PageHeader.U32, element, data - element);
      into.set(PageHeader.U32, element + 4, (int) key.byteSize());
      into.set(PageHeader.U64, element + 8, ((Number) keysAndPages[2 * i + 1]).longValue());
      into.asSlice(data, key.byteSize()).copyFrom(key);
      data += (int) key.byteSize();
    }
    return this;
  }

  RawBolt u32(long offset, long value) {
    file.set(PageHeader.U32, offset, (int) value);
    return this;
  }

  RawBolt u64(long offset, long value) {
    file.set(PageHeader.U64, offset, value);
    return this;
  }

  long pages() {
    return bytes.length / PAGE;
  }

  byte[] bytes() {
    return bytes;
  }

  ByteSource source() {
    return ByteSource.of("raw.db", bytes);
  }

  BoltFile open() throws Exception {
    return BoltFile.open(source());
  }

  private MemorySegment at(long offset) {
    return file.asSlice(offset);
  }
}
