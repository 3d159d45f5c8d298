package io.drydock.node.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Values as Go writes them (strconv with base 0, time.ParseDuration). */
final class GoValues {
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  private static final Pattern INTEGER =
      Pattern.compile("([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|[0-9]+)");
  private static final Pattern PART = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)([a-zµμ]+)");
  private static final Pattern DURATION =
      Pattern.compile("([+-]?)((?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)[a-zµμ]+)+)");

  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoValues() {}

  static boolean isBool(String text) {
    return TRUE.contains(text) || FALSE.contains(text);
  }

  static boolean bool(String text) {
    return TRUE.contains(text);
  }

  static Optional<BigInteger> integer(String text) {
    var matcher = INTEGER.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var digits = matcher.group(2);
    try {
      var prefix = digits.substring(0, Math.min(2, digits.length())).toLowerCase(Locale.ROOT);
      var number =
          switch (prefix) {
            case "0x" -> new BigInteger(digits.substring(2), 16);
            case "0b" -> new BigInteger(digits.substring(2), 2);
            case "0o" -> new BigInteger(digits.substring(2), 8);
            default -> new BigInteger(digits, digits.startsWith("0") ? 8 : 10);
          };
      return Optional.of(matcher.group(1).equals("-") ? number.negate() : number);
    } catch (NumberFormatException e) {
      return Optional.empty(); // an octal number with an 8 or 9
    }
  }

  /** Nanoseconds; empty when the text is no duration or longer than 292 years. */
  static OptionalLong nanos(String text) {
    if (text.equals("0")) {
      return OptionalLong.of(0);
    }
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    var sum = BigDecimal.ZERO;
    var parts = PART.matcher(matcher.group(2));
    while (parts.find()) {
      var unit = UNITS.get(parts.group(2));
      if (unit == null) {
        return OptionalLong.empty();
      }
      sum = sum.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit)));
    }
    if (sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(matcher.group(1).equals("-") ? -sum.longValue() : sum.longValue());
  }
}
