package io.drydock.tools.output;

import java.util.List;
import java.util.function.BiFunction;

/**
 * The faces of one kind of row.
 *
 * @param schema name and version of the JSON document that holds the rows
 * @param arrayName its field that holds them
 * @param columns for {@code -o table}
 * @param line for {@code -o text}: the row as one line (or several), without the last newline
 * @param json fields of the row's object
 * @param <T> the row
 */
public record RowStyle<T>(
    String schema,
    String arrayName,
    List<Column<T>> columns,
    BiFunction<T, Paint, String> line,
    Json.Each<T> json) {}
