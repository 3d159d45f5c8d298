package io.drydock.node.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the variables {@code ETCD_*}. */
final class Environment {
  private static final String PREFIX = "ETCD_";

  private Environment() {}

  /**
   * Sets the flags that variables name and nobody else has set.
   *
   * @param warnings gets what is no flag's variable
   * @throws ConfigException when a flag has a variable besides, or a value is none
   */
  static void read(Map<String, String> environment, FlagValues values, List<String> warnings)
      throws ConfigException {
    var unknown = new TreeMap<>(environment);
    unknown.keySet().removeIf(name -> !name.startsWith(PREFIX));
    for (var flag : FlagTable.all()) {
      var value = unknown.remove(flag.variable());
      if (value == null || value.isEmpty()) {
        continue;
      }
      if (values.isSet(flag.name())) {
        throw ConfigException.refused(
            "conflicting environment variable is shadowed by corresponding command-line flag"
                + " (either unset environment variable or disable flag)): "
                + flag.variable());
      }
      set(flag, value, values);
    }
    unknown.forEach(
        (name, value) -> warnings.add("unrecognized environment variable: " + name + "=" + value));
  }

  private static void set(Flag flag, String value, FlagValues values) throws ConfigException {
    try {
      values.set(flag, value);
    } catch (ConfigException e) {
      throw ConfigException.refused(
          "invalid value \"%s\" for %s: %s".formatted(value, flag.variable(), e.getMessage()));
    }
  }
}
