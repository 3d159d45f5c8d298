package io.drydock.tools.client;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go's flags have them: {@code 5s}, {@code 1m30s}, {@code 1.5h}, {@code 300ms}. */
final class GoDuration {

  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|m|h)");
  private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+|0");
  private static final long MAX_DAYS = 365;

  private GoDuration() {}

  /** Empty for text of another form, and for more than a year. */
  static Optional<Duration> parse(String text) {
    if (!WHOLE.matcher(text).matches() || text.length() > 40) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      BigDecimal nanos = new BigDecimal(part.group(1)).multiply(nanosOf(part.group(2)));
      if (nanos.compareTo(BigDecimal.valueOf(Duration.ofDays(MAX_DAYS).toNanos())) > 0) {
        return Optional.empty();
      }
      sum = sum.plusNanos(nanos.longValue());
    }
    return Optional.of(sum);
  }

  private static BigDecimal nanosOf(String unit) {
    Duration one =
        switch (unit) {
          case "ns" -> Duration.ofNanos(1);
          case "us" -> Duration.ofNanos(1_000);
          case "ms" -> Duration.ofMillis(1);
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          default -> Duration.ofHours(1);
        };
    return BigDecimal.valueOf(one.toNanos());
  }

  /** As {@link #parse} reads it: {@code 1h30m}, {@code 2.5s}. */
  static String text(Duration duration) {
    var text = new StringBuilder();
    if (duration.toHours() > 0) {
      text.append(duration.toHours()).append('h');
    }
    if (duration.toMinutesPart() > 0) {
      text.append(duration.toMinutesPart()).append('m');
    }
    BigDecimal seconds =
        BigDecimal.valueOf(duration.minusMinutes(duration.toMinutes()).toNanos(), 9);
    if (seconds.signum() > 0 || text.isEmpty()) {
      text.append(seconds.stripTrailingZeros().toPlainString()).append('s');
    }
    return text.toString();
  }
}
