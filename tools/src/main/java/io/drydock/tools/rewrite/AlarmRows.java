package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RowReader;
import io.drydock.formats.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The rows of bucket {@code alarm}, parted.
 *
 * @param cleared alarms that go
 * @param kept rows that stay, byte for byte
 */
record AlarmRows(List<BackendRow.Alarm> cleared, SortedMap<Bytes, Bytes> kept) {

  /**
   * Parts them.
   *
   * @throws FormatException when the bucket is damaged
   */
  static AlarmRows of(BackendView view, Predicate<BackendRow.Alarm> isCleared)
      throws FormatException {
    List<BackendRow.Alarm> cleared = new ArrayList<>();
    SortedMap<Bytes, Bytes> kept = new TreeMap<>();
    BackendCursor stored = view.cursor(Bucket.ALARM);
    RowReader rows = RowReader.of(view, Bucket.ALARM);
    while (stored.next()) {
      BackendRow row = rows.next().orElseThrow().value();
      if (row instanceof BackendRow.Alarm alarm && isCleared.test(alarm)) {
        cleared.add(alarm);
      } else {
        kept.put(Bytes.copyOf(stored.key()), Bytes.copyOf(stored.value()));
      }
    }
    return new AlarmRows(cleared, kept);
  }
}
