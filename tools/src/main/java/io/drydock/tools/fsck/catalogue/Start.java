package io.drydock.tools.fsck.catalogue;

import java.util.Optional;

/** What a server does when it is started on a directory; worse is later. */
public enum Start {
  /** It starts and works, mending what it must by itself. */
  STARTS("starts"),
  /** It starts, and something is wrong all the same. */
  BUT("but"),
  /** It runs and never serves. */
  HANGS("hangs"),
  /** It ends with a message, or a panic. */
  REFUSES("refuses");

  private final String word;

  Start(String word) {
    this.word = word;
  }

  /** In JSON and in the catalogue. */
  public String word() {
    return word;
  }

  /** The worse of two. */
  public Start or(Start other) {
    return compareTo(other) >= 0 ? this : other;
  }

  static Optional<Start> parse(String word) {
    for (Start start : values()) {
      if (start.word.equals(word)) {
        return Optional.of(start);
      }
    }
    return Optional.empty();
  }
}
