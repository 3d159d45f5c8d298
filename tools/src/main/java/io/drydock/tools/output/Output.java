package io.drydock.tools.output;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Renders answers to the standard output in the form that the user asked for. */
public final class Output {

  /** Rows of a table that fix the widths before the table is drawn. */
  private static final int TABLE_ROWS = 100_000;

  private final Terminal terminal;
  private final OutputFormat format;
  private final Paint paint;

  /** Colour only when the format is text and stdout is a terminal. */
  public Output(Terminal terminal, OutputFormat format, boolean colour) {
    this.terminal = terminal;
    this.format = format;
    this.paint = colour && format == OutputFormat.text ? Paint.ANSI : Paint.PLAIN;
  }

  /** The form in use. */
  public OutputFormat format() {
    return format;
  }

  /** Writes a complete answer. */
  public void report(Report report) throws IOException {
    switch (format) {
      case text, table -> write(page(report));
      case json, jsonl -> {
        JsonGenerator generator = generator(format == OutputFormat.json);
        generator.writeStartObject();
        generator.writeStringField("schema", report.schema());
        report.json(new Json(generator));
        generator.writeEndObject();
        generator.close();
        write("\n");
      }
    }
    flush();
  }

  /**
   * Draws what stands above rows for people. Text alone has such; in the other forms it is part of
   * what {@link RowWriter#finish} writes.
   */
  public void opening(Consumer<Page> drawing) throws IOException {
    if (format == OutputFormat.text) {
      var page = new Page(paint, false, width());
      drawing.accept(page);
      write(page.toString());
    }
  }

  /** Opens a stream of rows. */
  public <T> RowWriter<T> rows(RowStyle<T> style) throws IOException {
    return switch (format) {
      case text -> new TextRows<>(style);
      case table -> new TableRows<>(style);
      case json -> new JsonRows<>(style);
      case jsonl -> new JsonLines<>(style);
    };
  }

  /** Hands everything written so far to the operating system. */
  public void flush() throws IOException {
    terminal.out().flush();
  }

  private String page(Report report) {
    var page = new Page(paint, format == OutputFormat.table, width());
    report.page(page);
    return page.toString();
  }

  private OptionalInt width() {
    return terminal.outIsTerminal() ? OptionalInt.of(terminal.columns()) : OptionalInt.empty();
  }

  private void write(String text) throws IOException {
    terminal.out().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private JsonGenerator generator(boolean indented) throws IOException {
    JsonGenerator generator =
        new JsonFactoryBuilder()
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .rootValueSeparator("")
            .build()
            .createGenerator(terminal.out());
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    generator.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    if (indented) {
      var printer =
          new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
      printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
      printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
      generator.setPrettyPrinter(printer);
    }
    return generator;
  }

  private final class TextRows<T> implements RowWriter<T> {
    private final RowStyle<T> style;

    TextRows(RowStyle<T> style) {
      this.style = style;
    }

    @Override
    public void row(T row) throws IOException {
      write(style.line().apply(row, paint) + "\n");
    }

    @Override
    public void flush() throws IOException {
      Output.this.flush();
    }

    @Override
    public void finish(Report summary) throws IOException {
      write(page(summary));
      flush();
    }
  }

  private final class TableRows<T> implements RowWriter<T> {
    private final RowStyle<T> style;
    private final List<T> held = new ArrayList<>();
    private boolean isDrawn;

    TableRows(RowStyle<T> style) {
      this.style = style;
    }

    @Override
    public void row(T row) throws IOException {
      held.add(row);
      if (held.size() == TABLE_ROWS) {
        draw();
      }
    }

    @Override
    public void flush() throws IOException {
      draw();
      Output.this.flush();
    }

    @Override
    public void finish(Report summary) throws IOException {
      draw();
      var page = new Page(paint, true, width());
      summary.page(page);
      write(isDrawn ? page.tables() : page.toString());
      flush();
    }

    private void draw() throws IOException {
      var page = new Page(paint, true, OptionalInt.empty());
      page.table(style.columns(), held);
      write(page.toString());
      isDrawn |= !held.isEmpty();
      held.clear();
    }
  }

  private final class JsonRows<T> implements RowWriter<T> {
    private final RowStyle<T> style;
    private final JsonGenerator generator = generator(true);
    private final Json json = new Json(generator);

    JsonRows(RowStyle<T> style) throws IOException {
      this.style = style;
      generator.writeStartObject();
      generator.writeStringField("schema", style.schema());
      generator.writeArrayFieldStart(style.arrayName());
    }

    @Override
    public void row(T row) throws IOException {
      generator.writeStartObject();
      style.json().write(json, row);
      generator.writeEndObject();
    }

    @Override
    public void flush() throws IOException {
      generator.flush();
      Output.this.flush();
    }

    @Override
    public void finish(Report summary) throws IOException {
      generator.writeEndArray();
      summary.json(json);
      generator.writeEndObject();
      generator.close();
      write("\n");
      flush();
    }
  }

  private final class JsonLines<T> implements RowWriter<T> {
    private final RowStyle<T> style;
    private final JsonGenerator generator = generator(false);
    private final Json json = new Json(generator);

    JsonLines(RowStyle<T> style) throws IOException {
      this.style = style;
    }

    @Override
    public void row(T row) throws IOException {
      generator.writeStartObject();
      style.json().write(json, row);
      generator.writeEndObject();
      generator.writeRaw('\n');
    }

    @Override
    public void flush() throws IOException {
      generator.flush();
      Output.this.flush();
    }

    @Override
    public void finish(Report summary) throws IOException {
      generator.writeStartObject();
      generator.writeStringField("schema", style.schema());
      generator.writeBooleanField("summary", true);
      summary.json(json);
      generator.writeEndObject();
      generator.close();
      write("\n");
      flush();
    }
  }
}
