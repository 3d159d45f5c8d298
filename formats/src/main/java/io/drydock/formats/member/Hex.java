package io.drydock.formats.member;

import java.util.Optional;

/** Ids in text. */
final class Hex {

  private static final int MAX_U64_DIGITS = 16;

  private Hex() {}

  /** Hex digits of an unsigned number. Go takes any number of leading zeros, and so does this. */
  static Optional<Long> parseU64(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0)) {
      return Optional.empty();
    }
    String digits = text.replaceFirst("^0+(?=.)", "");
    return digits.length() > MAX_U64_DIGITS
        ? Optional.empty()
        : Optional.of(Long.parseUnsignedLong(digits, 16));
  }
}
