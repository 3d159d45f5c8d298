package io.drydock.tools.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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

  /**
   * One line on stderr, at once, after all that was written to stdout before.
   *
   * @throws UncheckedIOException when stdout fails
   */
  public void note(String line) {
    try {
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    complain(line);
  }

  /** One line on stderr, at once, whatever becomes of stdout. */
  public void complain(String line) {
    try {
      err.write((Texts.name(line) + "\n").getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException gone) {
      return; // a stderr that is gone is no reason to stop, and there is nowhere to tell it
    }
  }
}
