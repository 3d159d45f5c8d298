package io.drydock.formats.backend;

import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** Puts a backend together record by record, writes it as a bbolt file and opens it. */
public final class BackendFile {

  private int pageBytes = 4096;
  private final Map<Bytes, TreeMap<Bytes, Bytes>> buckets = new TreeMap<>();

  /** The ten buckets, empty. */
  public BackendFile() {
    for (Bucket bucket : Bucket.values()) {
      buckets.put(bucket.bucketName(), new TreeMap<>());
    }
  }

  /** Sets the size of a page, a power of two. */
  public BackendFile withPages(int bytes) {
    pageBytes = bytes;
    return this;
  }

  /** Sets a record. */
  public BackendFile put(Bucket bucket, Bytes key, Bytes value) {
    return put(bucket.bucketName(), key, value);
  }

  /** Sets a record of any bucket. */
  public BackendFile put(Bytes bucket, Bytes key, Bytes value) {
    buckets.computeIfAbsent(bucket, name -> new TreeMap<>()).put(key, value);
    return this;
  }

  /** Takes a record away. */
  public BackendFile remove(Bucket bucket, Bytes key) {
    buckets.get(bucket.bucketName()).remove(key);
    return this;
  }

  /** Sets both compaction marks; none for a negative revision. */
  public BackendFile compacted(long scheduled, long finished) {
    mark("scheduledCompactRev", scheduled);
    mark("finishedCompactRev", finished);
    return this;
  }

  private void mark(String name, long main) {
    Bytes key = Bytes.ofUtf8(name);
    if (main < 0) {
      remove(Bucket.META, key);
    } else {
      put(Bucket.META, key, new RevisionKey(new Revision(main, 0), false).encode());
    }
  }

  /** The records of a bucket. */
  public Map<Bytes, Bytes> records(Bucket bucket) {
    return buckets.get(bucket.bucketName());
  }

  /** Writes the file and opens it. */
  public RealBackends.Open open(Path file) throws IOException, FormatException {
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var builder = new BoltBuilder(channel, pageBytes);
      for (var bucket : buckets.entrySet()) {
        builder.openBucket(bucket.getKey(), 0);
        for (var row : bucket.getValue().entrySet()) {
          builder.put(row.getKey().segment(), row.getValue().segment());
        }
        builder.closeBucket();
      }
      builder.finish(2);
    }
    ByteSource source = ByteSource.map(file);
    return new RealBackends.Open(source, BoltView.of(BoltFile.open(source)));
  }
}
