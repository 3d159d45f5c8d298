package io.drydock.tools.output;

/** Colour on a terminal, plain text elsewhere. */
public enum Paint {
  /** No escapes at all. */
  PLAIN,
  /** ANSI escapes of the eight basic colours. */
  ANSI;

  private static final String RESET = "\u001b[0m";

  /** Headings and what to look at first. */
  public String bold(String text) {
    return paint("\u001b[1m", text);
  }

  /** Secondary: offsets, notes. */
  public String dim(String text) {
    return paint("\u001b[2m", text);
  }

  /** Sound. */
  public String good(String text) {
    return paint("\u001b[32m", text);
  }

  /** Unusual, or different between members. */
  public String warn(String text) {
    return paint("\u001b[33m", text);
  }

  /** Damage. */
  public String bad(String text) {
    return paint("\u001b[31m", text);
  }

  private String paint(String escape, String text) {
    return this == ANSI && !text.isEmpty() ? escape + text + RESET : text;
  }
}
