package io.drydock.tools.write;

import io.drydock.formats.backend.ChecksumFeed;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bolt.build.BoltSizePrediction;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Where the rows of the new database go: into a file, or only into a calculation of its size. */
public interface RowSink {

  /** Begins a bucket behind all earlier ones. */
  void openBucket(Bytes name) throws IOException;

  /** A row of the open bucket, behind all earlier ones. */
  void row(MemorySegment key, MemorySegment value) throws IOException;

  /** Ends the bucket. */
  void closeBucket() throws IOException;

  /** Only counts. */
  static RowSink counting(BoltSizePrediction prediction) {
    return new RowSink() {
      @Override
      public void openBucket(Bytes name) {
        prediction.openBucket(name.length());
      }

      @Override
      public void row(MemorySegment key, MemorySegment value) {
        prediction.add((int) key.byteSize(), value.byteSize());
      }

      @Override
      public void closeBucket() {
        prediction.closeBucket();
      }
    };
  }

  /** Writes, and keeps the checksum of what was handed over. */
  final class Writing implements RowSink {

    private final BoltBuilder builder;
    private final ChecksumFeed checksum = new ChecksumFeed();
    private long rows;

    /** Rows go to this builder. */
    public Writing(BoltBuilder builder) {
      this.builder = builder;
    }

    @Override
    public void openBucket(Bytes name) {
      builder.openBucket(name, 0);
      checksum.add(name.segment());
    }

    @Override
    public void row(MemorySegment key, MemorySegment value) throws IOException {
      builder.put(key, value);
      checksum.add(key);
      checksum.add(value);
      rows++;
    }

    @Override
    public void closeBucket() throws IOException {
      builder.closeBucket();
    }

    /** What {@code BackendHash.ofSnapshot} of the new file must give. */
    public int hash() {
      return checksum.value();
    }

    /** How many rows were handed over. */
    public long rows() {
      return rows;
    }
  }
}
