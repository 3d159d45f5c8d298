package io.drydock.tools.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a run writes to, and what is known about it.
 *
 * @param out results; buffered, flushed by {@link Output#flush()}
 * @param err everything else: notes, warnings, progress, errors
 * @param outIsTerminal colour and bars are drawn for a person on stdout
 * @param errIsTerminal a progress bar can be drawn on stderr
 * @param columns width of the terminal, in characters
 */
public record Terminal(
    OutputStream out, OutputStream err, boolean outIsTerminal, boolean errIsTerminal, int columns) {

  /** Width that is assumed where none is known. */
  public static final int DEFAULT_COLUMNS = 120;

  /** Not a terminal: pipes, files, tests. */
  public static Terminal plain(OutputStream out, OutputStream err) {
    return new Terminal(out, err, false, false, DEFAULT_COLUMNS);
  }

  /** One line on stderr, at once. A stderr that is gone is no reason to stop. */
  public void note(String line) {
    try {
      out.flush();
      err.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    }
  }
}
