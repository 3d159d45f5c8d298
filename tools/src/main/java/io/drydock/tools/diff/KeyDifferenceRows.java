package io.drydock.tools.diff;

import io.drydock.formats.Located;
import io.drydock.formats.mvcc.KeyRecord.Version;
import io.drydock.tools.compare.KeyDifference;
import io.drydock.tools.compare.KeyDifference.Change;
import io.drydock.tools.compare.KeyDifference.Field;
import io.drydock.tools.db.command.KeyFacts;
import io.drydock.tools.db.command.Secrets;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Paint;
import io.drydock.tools.output.RowStyle;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The faces of a key that differs.
 *
 * @param showsValues whether the values are printed too
 * @param secrets which of them are hidden
 */
record KeyDifferenceRows(boolean showsValues, Secrets secrets) {

  static final String SCHEMA = "diff/1";

  private static final int PREVIEW_BYTES = 200;
  private static final String INDENT = "          ";

  RowStyle<KeyDifference> style() {
    return new RowStyle<>(SCHEMA, "keys", columns(), this::line, this::json);
  }

  private List<Column<KeyDifference>> columns() {
    List<Column<KeyDifference>> columns = new ArrayList<>();
    columns.add(Column.left("CHANGE", row -> KeyCounts.word(row.change())));
    columns.add(Column.left("KEY", row -> Texts.quoted(row.key())));
    columns.add(both("CREATED", version -> Long.toString(version.createRevision())));
    columns.add(both("REVISION", version -> version.revision().toString()));
    columns.add(both("VERSION", version -> Long.toString(version.keyVersion())));
    columns.add(both("LEASE", KeyDifferenceRows::lease));
    columns.add(both("BYTES", version -> Texts.count(version.value().length())));
    columns.add(
        Column.left(
            "VALUE", row -> row.fields().contains(Field.VALUE) ? "another" : sameValue(row)));
    if (showsValues) {
      columns.add(Column.left("VALUE IN A", row -> row.first().map(this::value).orElse("-")));
      columns.add(Column.left("VALUE IN B", row -> row.second().map(this::value).orElse("-")));
    }
    return columns;
  }

  private static String sameValue(KeyDifference row) {
    return row.change() == Change.DRIFTED ? "the same" : "-";
  }

  private static Column<KeyDifference> both(String title, Function<Version, String> text) {
    return Column.left(title, row -> pair(row, text));
  }

  /** {@code 3 → 4} where they differ. */
  private static String pair(KeyDifference row, Function<Version, String> text) {
    String one = row.first().map(Located::value).map(text).orElse("-");
    String other = row.second().map(Located::value).map(text).orElse("-");
    return one.equals(other) ? one : one + " → " + other;
  }

  private static String lease(Version version) {
    return version.lease() == 0 ? "-" : Long.toHexString(version.lease());
  }

  private String line(KeyDifference row, Paint paint) {
    String word = String.format(Locale.ROOT, "%-8s", KeyCounts.word(row.change()));
    String painted =
        switch (row.change()) {
          case ADDED -> paint.good(word);
          case REMOVED -> paint.bad(word);
          case CHANGED, DRIFTED -> paint.warn(word);
        };
    var text = new StringBuilder(painted + "  " + Texts.quoted(row.key()));
    text.append("  ").append(paint.dim(facts(row)));
    if (showsValues && row.change() != Change.DRIFTED) {
      row.first()
          .ifPresent(one -> text.append('\n').append(INDENT).append("A: ").append(value(one)));
      row.second()
          .ifPresent(one -> text.append('\n').append(INDENT).append("B: ").append(value(one)));
    }
    return text.toString();
  }

  private String value(Located<Version> at) {
    Version version = at.value();
    return secrets.value(version.key(), version.value(), PREVIEW_BYTES);
  }

  private static String facts(KeyDifference row) {
    if (row.fields().isEmpty()) {
      Version only = row.first().or(row::second).orElseThrow().value();
      String lease = only.lease() == 0 ? "" : ", lease " + lease(only);
      return "revision %s, created %d, version %d, %s%s"
          .formatted(
              only.revision(),
              only.createRevision(),
              only.keyVersion(),
              Texts.bytes(only.value().length()),
              lease);
    }
    List<String> parts = new ArrayList<>();
    for (Field field : row.fields()) {
      parts.add(fact(row, field));
    }
    return String.join(", ", parts);
  }

  private static String fact(KeyDifference row, Field field) {
    return switch (field) {
      case VALUE -> {
        String bytes = pair(row, version -> Texts.count(version.value().length()));
        yield bytes.contains("→") ? "value " + bytes + " bytes" : "another value of as many bytes";
      }
      case CREATE_REVISION ->
          "created " + pair(row, version -> Long.toString(version.createRevision()));
      case MOD_REVISION -> "revision " + pair(row, KeyDifferenceRows::revisions);
      case VERSION -> "version " + pair(row, version -> Long.toString(version.keyVersion()));
      case LEASE -> "lease " + pair(row, KeyDifferenceRows::lease);
    };
  }

  /** The record's own one; with that in its message where they are not the same. */
  private static String revisions(Version version) {
    String own = version.revision().toString();
    return version.revision().main() == version.modRevision()
        ? own
        : own + " (says " + version.modRevision() + ")";
  }

  private void json(Json json, KeyDifference row) throws IOException {
    json.bytes("key", row.key())
        .string("change", KeyCounts.word(row.change()))
        .strings("differs", row.fields().stream().map(KeyDifferenceRows::word).toList());
    side(json, "first", row.first());
    side(json, "second", row.second());
  }

  private static String word(Field field) {
    return field.name().toLowerCase(Locale.ROOT);
  }

  private void side(Json json, String name, Optional<Located<Version>> side) throws IOException {
    if (side.isPresent()) {
      Version version = side.get().value();
      json.begin(name).string("revision", version.revision().toString());
      KeyFacts.json(json, version);
      if (showsValues) {
        secrets.json(json, version.key(), version.value());
      }
      json.number("offset", side.get().at().offset()).end();
    }
  }
}
