package io.drydock.tools.etcdutl.cobra;

import java.util.Optional;

/**
 * A flag that a command takes.
 *
 * @param name without dashes
 * @param shorthand its letter
 * @param kind what its value is
 * @param initial the value when it is not given
 * @param usage what it is for
 * @param isRequired the command does not run without it
 */
public record Flag(
    String name,
    Optional<Character> shorthand,
    Kind kind,
    String initial,
    String usage,
    boolean isRequired) {

  static final Flag NO_DESCRIPTIONS =
      bool("no-descriptions", false, "disable completion descriptions");

  /** What a value is. */
  public enum Kind {
    /** Any text. */
    STRING("string"),
    /** Needs no value; one is given only with an equals sign. */
    BOOL(""),
    /** u64. */
    UINT("uint"),
    /** i64. */
    INT("int");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** A text. */
  public static Flag text(String name, String initial, String usage) {
    return new Flag(name, Optional.empty(), Kind.STRING, initial, usage, false);
  }

  /** A switch. */
  public static Flag bool(String name, boolean initial, String usage) {
    return new Flag(name, Optional.empty(), Kind.BOOL, Boolean.toString(initial), usage, false);
  }

  /** A number. */
  public static Flag number(String name, Kind kind, long initial, String usage) {
    return new Flag(name, Optional.empty(), kind, Long.toString(initial), usage, false);
  }

  /** The same with a letter. */
  public Flag withShorthand(char letter) {
    return new Flag(name, Optional.of(letter), kind, initial, usage, isRequired);
  }

  /** The same; the command does not run without it. */
  public Flag required() {
    return new Flag(name, shorthand, kind, initial, usage, true);
  }

  static Flag help(String command) {
    return bool("help", false, "help for " + command).withShorthand('h');
  }

  /** Whether it stands alone: the next word is not its value. */
  boolean standsAlone() {
    return kind == Kind.BOOL;
  }

  /** As messages name it: {@code -w, --write-out}. */
  String title() {
    return shorthand.map(letter -> "-" + letter + ", ").orElse("") + "--" + name;
  }

  /** The left column of the list of flags. */
  String column() {
    String left = shorthand.map(letter -> "  -" + letter + ", ").orElse("      ") + "--" + name;
    return kind.word.isEmpty() ? left : left + " " + kind.word;
  }

  /** The right column: usage, and the default where it is not that of nothing. */
  String description() {
    boolean isNothing = initial.isEmpty() || initial.equals("false") || initial.equals("0");
    if (isNothing) {
      return usage;
    }
    String shown = kind == Kind.STRING ? "\"" + initial + "\"" : initial;
    return usage + " (default " + shown + ")";
  }

  /**
   * The value in one form.
   *
   * @throws CobraException when it is none of its kind
   */
  String normal(String given) throws CobraException {
    try {
      return switch (kind) {
        case STRING -> given;
        case BOOL -> Boolean.toString(GoNumbers.bool(given));
        case UINT -> Long.toUnsignedString(GoNumbers.uint(given));
        case INT -> Long.toString(GoNumbers.integer(given));
      };
    } catch (NumberFormatException unfit) {
      throw new CobraException(
          "invalid argument %s for \"%s\" flag: %s"
              .formatted(GoNumbers.quoted(given), title(), unfit.getMessage()),
          true);
    }
  }
}
