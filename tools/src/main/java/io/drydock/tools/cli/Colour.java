package io.drydock.tools.cli;

import io.drydock.tools.output.Terminal;

/** Whether the user wants colour: on a terminal, unless the environment says no. */
public final class Colour {

  private static final String DUMB = "dumb";

  private Colour() {}

  /** No when stdout is no terminal, {@code NO_COLOR} is set to anything, or {@code TERM=dumb}. */
  public static boolean isWanted(Terminal terminal) {
    String noColour = System.getenv("NO_COLOR");
    return terminal.outIsTerminal()
        && (noColour == null || noColour.isEmpty())
        && !DUMB.equals(System.getenv("TERM"));
  }
}
