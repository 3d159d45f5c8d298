package io.drydock.node.config;

import java.util.HashMap;
import java.util.Map;

/** The flags that were set, each with its text; a flag that was not has its default. */
final class FlagValues {
  private final Map<String, String> set = new HashMap<>();

  /**
   * Sets a flag.
   *
   * @throws ConfigException with the reason alone when the value is none
   */
  void set(Flag flag, String value) throws ConfigException {
    var objection = flag.kind().objection(value);
    if (objection.isPresent()) {
      throw ConfigException.usage(objection.get());
    }
    if (!flag.values().isEmpty() && !flag.values().contains(value)) {
      throw ConfigException.usage("invalid value");
    }
    set.put(flag.name(), value);
  }

  boolean isSet(String name) {
    return set.containsKey(name);
  }

  String text(String name) {
    var value = set.get(name);
    if (value == null || value.isEmpty() && FlagTable.get(name).kind() == FlagKind.URLS) {
      return FlagTable.get(name).byDefault();
    }
    return value;
  }

  boolean bool(String name) {
    return GoValues.bool(text(name));
  }

  /** A whole number; those without a sign beyond 2^63 come out negative. */
  long number(String name) {
    return GoValues.integer(text(name)).orElseThrow().longValue();
  }

  /** As an int, at most the largest. */
  int count(String name) {
    return Math.clamp(number(name), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  long nanos(String name) {
    return GoValues.nanos(text(name)).orElseThrow();
  }
}
