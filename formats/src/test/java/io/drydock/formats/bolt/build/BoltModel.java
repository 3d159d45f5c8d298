package io.drydock.formats.bolt.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltCursor;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.BoltReport;
import io.drydock.formats.bolt.BucketStats;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Sorted maps as the model of a file: a value is {@link Bytes}, or again a map for a bucket. */
final class BoltModel {

  private BoltModel() {}

  /**
   * Writes the model, reads it back both ways, checks it and compares it with the prediction.
   *
   * @return the statistics of the first bucket
   */
  static BucketStats check(Path path, Map<Bytes, Object> model, int pageSize) throws Exception {
    FileShape written = write(path, model, pageSize);
    assertEquals(written, predict(model, pageSize));
    assertEquals(written.bytes(), Files.size(path));
    try (var source = ByteSource.map(path)) {
      BoltReport report = BoltCheck.of(source);
      assertEquals(List.of(), report.findings());
      BoltFile file = BoltFile.open(source);
      assertEquals(written.elements(), report.elements());
      assertEquals(written.highWaterMark(), file.pageCount());
      assertEquals(0, file.freePages().pages().size());
      compare(file.root(), model);
      return file.buckets().isEmpty() ? file.root().stats() : file.buckets().getFirst().stats();
    }
  }

  static FileShape write(Path path, Map<Bytes, Object> model, int pageSize) throws IOException {
    try (var out =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var builder = new BoltBuilder(out, pageSize);
      for (var bucket : model.entrySet()) {
        writeBucket(builder, bucket.getKey(), bucket.getValue());
      }
      return builder.finish(5);
    }
  }

  private static void writeBucket(BoltBuilder builder, Bytes name, Object content)
      throws IOException {
    builder.openBucket(name, name.length());
    for (var element : map(content).entrySet()) {
      if (element.getValue() instanceof Bytes value) {
        builder.put(element.getKey().segment(), value.segment());
      } else {
        writeBucket(builder, element.getKey(), element.getValue());
      }
    }
    builder.closeBucket();
  }

  static FileShape predict(Map<Bytes, Object> model, int pageSize) {
    var prediction = new BoltSizePrediction(pageSize);
    model.forEach((name, content) -> predictBucket(prediction, name, content));
    return prediction.finish();
  }

  private static void predictBucket(BoltSizePrediction prediction, Bytes name, Object content) {
    prediction.openBucket(name.length());
    map(content)
        .forEach((key, value) -> {
          if (value instanceof Bytes bytes) {
            prediction.add(key.length(), bytes.length());
          } else {
            predictBucket(prediction, key, value);
          }
        });
    prediction.closeBucket();
  }

  private static void compare(BoltBucket bucket, Map<Bytes, Object> model) throws Exception {
    BoltCursor cursor = bucket.cursor();
    for (var element : model.entrySet()) {
      assertTrue(cursor.next());
      assertEquals(element.getKey(), Bytes.copyOf(cursor.key()));
      if (element.getValue() instanceof Bytes value) {
        assertFalse(cursor.isBucket());
        assertEquals(value, Bytes.copyOf(cursor.value()));
      } else {
        assertEquals(element.getKey().length(), cursor.bucket().sequence());
        compare(cursor.bucket(), map(element.getValue()));
      }
    }
    assertFalse(cursor.next());
    for (Bytes key : model.keySet()) {
      assertTrue(cursor.seek(key.segment()));
      assertEquals(key, Bytes.copyOf(cursor.key()));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<Bytes, Object> map(Object content) {
    return (Map<Bytes, Object>) content;
  }
}
