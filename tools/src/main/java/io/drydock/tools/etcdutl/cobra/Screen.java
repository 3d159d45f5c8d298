package io.drydock.tools.etcdutl.cobra;

import io.drydock.tools.output.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Where a program of this kind writes: text as it is, with no line of ours around it.
 *
 * @param terminal of the run
 */
public record Screen(Terminal terminal) {

  /** Writes a result. */
  public void out(String text) throws IOException {
    terminal.out().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes everything else, at once, after all that was written as a result before.
   *
   * @throws UncheckedIOException when stdout fails; a stderr that is gone is no reason to stop
   */
  public void err(String text) {
    try {
      terminal.out().flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    try {
      terminal.err().write(text.getBytes(StandardCharsets.UTF_8));
      terminal.err().flush();
    } catch (IOException gone) {
      return; // nowhere to tell it
    }
  }
}
