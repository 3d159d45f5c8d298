package io.drydock.tools.fsck;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.ProgressMode;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/** Changes rows of the database of a stopped member; its pages are sound afterwards. */
final class RowEdit {

  private final Path db;

  RowEdit(Damage damage) {
    this.db = damage.db();
  }

  /** Puts a row, or replaces the one of its key; in the key space behind all others. */
  void put(Bucket bucket, Bytes key, Bytes value) throws Exception {
    write(
        Selection.KeyFilter.ALL,
        Map.of(bucket, new Selection.Edit(false, new TreeMap<>(Map.of(key, value)))));
  }

  /** Leaves records of the key space out. */
  void keep(Selection.KeyFilter filter) throws Exception {
    write(filter, Map.of());
  }

  private void write(Selection.KeyFilter filter, Map<Bucket, Selection.Edit> edits)
      throws Exception {
    Path made = db.resolveSibling("made");
    try (DbSource source = DbSource.open(db)) {
      DatabaseFile.write(
          made,
          new Selection(source.view(), filter, edits),
          DatabaseFile.Form.after(source.bolt(), false),
          FileOps.DISK,
          new Progresses(Terminal.plain(null, null), ProgressMode.none, System::nanoTime));
    }
    Files.move(made, db, StandardCopyOption.REPLACE_EXISTING);
  }
}
