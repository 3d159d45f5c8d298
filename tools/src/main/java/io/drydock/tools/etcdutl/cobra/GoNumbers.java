package io.drydock.tools.etcdutl.cobra;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;

/**
 * Values as Go's package strconv reads them, with its complaints. Numbers may be {@code 0x1f},
 * {@code 0o17}, {@code 017}, {@code 0b1} and {@code 1_000}.
 */
final class GoNumbers {

  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");
  private static final BigInteger MAX_UINT = BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE);
  private static final BigInteger MAX_INT = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int HEX = 16;
  private static final int OCTAL = 8;
  private static final int PREFIX_LENGTH = 2;

  private GoNumbers() {}

  /**
   * A truth value.
   *
   * @throws NumberFormatException with Go's words, when it is none
   */
  static boolean bool(String text) {
    if (!TRUE.contains(text) && !FALSE.contains(text)) {
      throw complaint("ParseBool", text, "invalid syntax");
    }
    return TRUE.contains(text);
  }

  /**
   * A u64.
   *
   * @throws NumberFormatException with Go's words, when it is none
   */
  static long uint(String text) {
    BigInteger value = magnitude(text, text, "ParseUint");
    if (value.compareTo(MAX_UINT) > 0) {
      throw complaint("ParseUint", text, "value out of range");
    }
    return value.longValue();
  }

  /**
   * An i64.
   *
   * @throws NumberFormatException with Go's words, when it is none
   */
  static long integer(String text) {
    boolean isNegative = text.startsWith("-");
    String digits = isNegative || text.startsWith("+") ? text.substring(1) : text;
    BigInteger value = magnitude(digits, text, "ParseInt");
    BigInteger limit = isNegative ? MAX_INT.add(BigInteger.ONE) : MAX_INT;
    if (value.compareTo(limit) > 0) {
      throw complaint("ParseInt", text, "value out of range");
    }
    return isNegative ? value.negate().longValue() : value.longValue();
  }

  private static BigInteger magnitude(String digits, String text, String function) {
    String lower = digits.toLowerCase(Locale.ROOT);
    int base = 10;
    String rest = lower;
    if (lower.startsWith("0") && lower.length() > 1) {
      base =
          switch (lower.charAt(1)) {
            case 'x' -> HEX;
            case 'b' -> 2;
            default -> OCTAL;
          };
      boolean isNamed = Set.of('x', 'b', 'o').contains(lower.charAt(1));
      rest = lower.substring(isNamed ? PREFIX_LENGTH : 1);
    }
    boolean isPrefixed = !rest.equals(lower);
    String plain = withoutUnderscores(isPrefixed ? "0" + rest : rest);
    if (plain.isEmpty() || plain.startsWith("-") || plain.startsWith("+")) {
      throw complaint(function, text, "invalid syntax");
    }
    try {
      return new BigInteger(plain, base);
    } catch (NumberFormatException notANumber) {
      throw complaint(function, text, "invalid syntax");
    }
  }

  /** They may stand between digits, one at a time. */
  private static String withoutUnderscores(String digits) {
    boolean isFit = !digits.startsWith("_") && !digits.endsWith("_") && !digits.contains("__");
    return isFit ? digits.replace("_", "") : "";
  }

  private static NumberFormatException complaint(String function, String text, String why) {
    return new NumberFormatException(
        "strconv." + function + ": parsing " + quoted(text) + ": " + why);
  }

  /** As Go's {@code %q} has it. */
  static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(each -> {
          switch (each) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            case '\r' -> quoted.append("\\r");
            default -> {
              if (Character.isISOControl(each)) {
                quoted.append("\\x%02x".formatted(each));
              } else {
                quoted.appendCodePoint(each);
              }
            }
          }
        });
    return quoted.append('"').toString();
  }
}
