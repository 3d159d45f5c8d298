package io.drydock.tools.db.keys;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyHistory;
import io.drydock.formats.mvcc.KeyRecord;
import io.drydock.tools.output.Texts;
import java.util.Optional;

/**
 * Why a key is not there, as far as kept history tells.
 *
 * @param view the store
 * @param key the key
 */
record Absence(BackendView view, Bytes key) {

  /** One sentence about the key at a revision at which it is not alive. */
  String why(long revision) throws FormatException {
    Optional<Revision> deletion = Optional.empty();
    Optional<Revision> later = Optional.empty();
    KeyHistory history = KeyHistory.of(view, key);
    for (var item = history.next(); item.isPresent(); item = history.next()) {
      KeyRecord record = item.get().record().value();
      if (record.revision().main() > revision) {
        later = later.or(() -> Optional.of(record.revision()));
      } else {
        deletion = Optional.of(record.revision());
      }
    }
    String what = "key " + Texts.quoted(key) + " is not there at revision " + revision;
    return what
        + deletion.map(at -> ": it was deleted at revision " + at.main()).orElse("")
        + later.map(at -> "; it comes back at revision " + at.main()).orElse("");
  }
}
