package io.drydock.formats.apply;

import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** A backend with what a replay changed. */
final class Written {

  private Written() {}

  /** All rows of etcd's buckets. */
  static Map<Bucket, TreeMap<Bytes, Bytes>> rows(BackendView view) throws Exception {
    Map<Bucket, TreeMap<Bytes, Bytes>> all = new EnumMap<>(Bucket.class);
    for (Bucket bucket : Bucket.values()) {
      var rows = new TreeMap<Bytes, Bytes>();
      var cursor = view.cursor(bucket);
      while (cursor.next()) {
        rows.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
      }
      all.put(bucket, rows);
    }
    return all;
  }

  /** All rows as they are after the replay. */
  static Map<Bucket, TreeMap<Bytes, Bytes>> rows(BackendView base, Replay replay) throws Exception {
    Map<Bucket, TreeMap<Bytes, Bytes>> all = rows(base);
    all.get(Bucket.KEY).putAll(replay.keyRows());
    replay
        .edits()
        .forEach((bucket, edits) ->
            edits.forEach((key, value) ->
                value.ifPresentOrElse(
                    row -> all.get(bucket).put(key, row), () -> all.get(bucket).remove(key))));
    return all;
  }

  /** The same as a file. */
  static BackendFile file(BackendView base, Replay replay) throws Exception {
    var file = new BackendFile();
    rows(base, replay)
        .forEach((bucket, rows) -> rows.forEach((key, value) -> file.put(bucket, key, value)));
    return file;
  }
}
