package io.drydock.node.interop;

import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** All rows of a database of etcd. */
final class Rows {

  private Rows() {}

  /** By bucket and key, {@code members 9df831790911d4ea}; binary keys and all values in hex. */
  static SortedMap<String, String> of(Path db) throws Exception {
    var rows = new TreeMap<String, String>();
    try (ByteSource source = ByteSource.map(db)) {
      var view = BoltView.of(BoltFile.open(source));
      for (Bytes bucket : view.buckets()) {
        var cursor = view.cursor(bucket);
        while (cursor.next()) {
          Bytes key = Bytes.copyOf(cursor.key());
          boolean isBinary = bucket.toUtf8().matches("key|lease|alarm");
          rows.put(
              bucket.toUtf8() + " " + (isBinary ? key.toHex() : key.toUtf8()),
              Bytes.copyOf(cursor.value()).toHex());
        }
      }
    }
    return rows;
  }
}
