package io.drydock.formats.gojson;

/**
 * How backspace and form feed are escaped: the one thing in which releases of Go differ.
 *
 * <p>A file is written by one process, so it holds one form only.
 */
public enum GoEscapes {
  /** {@code \}{@code u0008} and {@code \}{@code u000c}: built with Go up to 1.21. */
  UP_TO_GO_1_21("\\u0008", "\\u000c"),
  /** {@code \b} and {@code \f}: built with Go 1.22 or later. */
  SINCE_GO_1_22("\\b", "\\f");

  private final String backspace;
  private final String formFeed;

  GoEscapes(String backspace, String formFeed) {
    this.backspace = backspace;
    this.formFeed = formFeed;
  }

  String backspace() {
    return backspace;
  }

  String formFeed() {
    return formFeed;
  }
}
