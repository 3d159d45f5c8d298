package io.drydock.tools.db.keys;

import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.KeyRecord;
import io.drydock.formats.mvcc.LiveKeys;
import io.drydock.formats.mvcc.RevisionAnswer.Found;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.ExitCode;
import io.drydock.tools.db.command.Revisions;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Output;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.RowStyle;
import io.drydock.tools.output.RowWriter;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The living keys of a range at a revision, written as rows.
 *
 * @param source the database
 * @param range which keys
 * @param revision main revision, {@link RevisionBounds#CURRENT} for the newest
 * @param limit at most so many rows
 */
record KeyListing(DbSource source, KeyRange range, long revision, long limit) {

  /**
   * How it went.
   *
   * @param code OK, or FINDINGS when the revision cannot be read
   * @param revision what the keys were read at; meaningless without OK
   * @param keys how many keys the range has
   */
  record Written(ExitCode code, long revision, long keys) {}

  /**
   * Writes the rows; says on {@code notes} when the revision cannot be read, and writes nothing.
   *
   * @throws FormatException when the store is damaged
   */
  Written write(Output output, RowStyle<KeyRecord.Version> style, Consumer<String> notes)
      throws IOException, FormatException {
    Revisions.requirePossible(revision);
    if (!(LiveKeys.at(source.view(), revision, range) instanceof Found<LiveKeys>(LiveKeys keys))) {
      notes.accept(Revisions.refusal(revision, RevisionBounds.of(source.view())));
      return new Written(ExitCode.FINDINGS, revision, 0);
    }
    try (keys) {
      source.checkUnchanged();
      RowWriter<KeyRecord.Version> rows = output.rows(style);
      long written = 0;
      while (written < limit) {
        Optional<Located<KeyRecord.Version>> key = keys.next();
        if (key.isEmpty()) {
          break;
        }
        rows.row(key.get().value());
        written++;
      }
      source.checkUnchanged();
      boolean isQuiet = style.columns().size() == 1;
      rows.finish(new Summary(this, style.schema(), keys.revision(), keys.size(), isQuiet));
      return new Written(ExitCode.OK, keys.revision(), keys.size());
    }
  }

  /** What stands below the rows; below bare names nothing, so that they can go into a pipe. */
  private record Summary(
      KeyListing listing, String schema, long revision, long keys, boolean isQuiet)
      implements Report {

    private long written() {
      return Math.min(listing.limit, keys);
    }

    @Override
    public void json(Json json) throws IOException {
      listing.source.json(json);
      json.i64("revision", revision).number("count", written()).number("total", keys);
    }

    @Override
    public void page(Page page) {
      if (!isQuiet) {
        String total = written() < keys ? " of " + Texts.count(keys) : "";
        page.line("(" + Texts.count(written(), "key") + total + " at revision " + revision + ")");
      }
    }
  }
}
