package io.drydock.node.rpc.grpc;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The field {@code grpc-timeout}: at most eight digits and a unit. */
public final class Timeout {
  /** No timeout. */
  static final long NONE = Long.MAX_VALUE;

  private static final int DIGITS_MAX = 8;

  private Timeout() {}

  /** Its nanoseconds, at most those of a hundred years; empty when it is none. */
  public static OptionalLong parse(CharSequence text) {
    try {
      return OptionalLong.of(nanos(text));
    } catch (GrpcException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Its nanoseconds, at most those of a hundred years.
   *
   * @throws GrpcException when it is none
   */
  static long nanos(CharSequence text) throws GrpcException {
    int digits = text.length() - 1;
    if (digits < 1 || digits > DIGITS_MAX) {
      throw malformed("transport: timeout string is too " + (digits < 1 ? "short" : "long"), text);
    }
    long amount = 0;
    for (int at = 0; at < digits; at++) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        throw malformed("transport: timeout is no number", text);
      }
      amount = amount * 10 + digit;
    }
    var unit =
        switch (text.charAt(digits)) {
          case 'H' -> TimeUnit.HOURS;
          case 'M' -> TimeUnit.MINUTES;
          case 'S' -> TimeUnit.SECONDS;
          case 'm' -> TimeUnit.MILLISECONDS;
          case 'u' -> TimeUnit.MICROSECONDS;
          case 'n' -> TimeUnit.NANOSECONDS;
          default -> throw malformed("transport: timeout unit is not recognized", text);
        };
    return Math.min(unit.toNanos(amount), TimeUnit.DAYS.toNanos(36_500));
  }

  private static GrpcException malformed(String what, CharSequence text) {
    return new GrpcException(
        GrpcStatus.INTERNAL, "malformed grpc-timeout: %s: \"%s\"".formatted(what, text));
  }
}
