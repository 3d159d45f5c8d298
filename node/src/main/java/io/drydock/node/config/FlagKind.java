package io.drydock.node.config;

import java.math.BigInteger;
import java.util.Optional;

/** What a flag's value may be. The reasons against one are Go's and etcd's. */
enum FlagKind {
  /** Any text. */
  TEXT {
    @Override
    Optional<String> objection(String value) {
      return Optional.empty();
    }
  },
  /** A truth value, which needs no value after the flag. */
  BOOL {
    @Override
    Optional<String> objection(String value) {
      return GoValues.isBool(value) ? Optional.empty() : Optional.of(PARSE_ERROR);
    }
  },
  /** A whole number of 64 bits. */
  INT {
    @Override
    Optional<String> objection(String value) {
      return range(value, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE));
    }
  },
  /** A whole number of 64 bits without a sign. */
  UINT {
    @Override
    Optional<String> objection(String value) {
      return range(value, BigInteger.ZERO, BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
    }
  },
  /** A whole number of 32 bits without a sign, whose reasons are those of another parser. */
  UINT32 {
    @Override
    Optional<String> objection(String value) {
      return range(value, BigInteger.ZERO, BigInteger.valueOf(0xffff_ffffL))
          .map(why ->
              "strconv.ParseUint: parsing \"%s\": %s"
                  .formatted(value, why.equals(PARSE_ERROR) ? "invalid syntax" : why));
    }
  },
  /** Such as {@code 1h30m} or {@code 100ms}. */
  DURATION {
    @Override
    Optional<String> objection(String value) {
      return GoValues.nanos(value).isPresent() ? Optional.empty() : Optional.of(PARSE_ERROR);
    }
  },
  /** URLs with commas between them; nothing for the default. */
  URLS {
    @Override
    Optional<String> objection(String value) {
      return value.isEmpty() ? Optional.empty() : EtcdUrl.objection(value);
    }
  },
  /** The same, or {@code *} for all. */
  ORIGINS {
    @Override
    Optional<String> objection(String value) {
      return value.equals("*") ? Optional.empty() : URLS.objection(value);
    }
  };

  private static final String PARSE_ERROR = "parse error";

  /** Why a value is none; empty when it is one. */
  abstract Optional<String> objection(String value);

  private static Optional<String> range(String value, BigInteger min, BigInteger max) {
    var number = GoValues.integer(value);
    if (number.isEmpty() || min.signum() == 0 && number.get().signum() < 0) {
      return Optional.of(PARSE_ERROR);
    }
    boolean within = number.get().compareTo(min) >= 0 && number.get().compareTo(max) <= 0;
    return within ? Optional.empty() : Optional.of("value out of range");
  }
}
