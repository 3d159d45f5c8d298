package io.drydock.node.config;

import java.util.List;

/** Reads a command line as Go's flag package does. */
final class CommandLine {
  private final FlagValues values;
  private boolean asksForHelp;

  private CommandLine(FlagValues values) {
    this.values = values;
  }

  /**
   * Reads all of it.
   *
   * @throws ConfigException with Go's words: exit code 2, but 1 for an argument that is no flag
   */
  static CommandLine read(List<String> arguments, FlagValues values) throws ConfigException {
    var line = new CommandLine(values);
    int at = 0;
    while (at < arguments.size() && !line.asksForHelp) {
      var word = arguments.get(at);
      if (word.length() < 2 || word.charAt(0) != '-') {
        throw notAFlag(word);
      }
      if (word.equals("--")) {
        if (at + 1 < arguments.size()) {
          throw notAFlag(arguments.get(at + 1));
        }
        break;
      }
      at += line.take(word, arguments.subList(at + 1, arguments.size()));
    }
    return line;
  }

  private static ConfigException notAFlag(String word) {
    return ConfigException.refused("'" + word + "' is not a valid flag");
  }

  /** Takes one flag; returns how many words it was. */
  private int take(String word, List<String> rest) throws ConfigException {
    var bare = word.startsWith("--") ? word.substring(2) : word.substring(1);
    if (bare.startsWith("-") || bare.startsWith("=")) {
      throw ConfigException.usage("bad flag syntax: " + word);
    }
    int equals = bare.indexOf('=');
    var name = equals < 0 ? bare : bare.substring(0, equals);
    var found = FlagTable.find(name);
    if (found.isEmpty()) {
      if (name.equals("help") || name.equals("h")) {
        asksForHelp = true;
        return 1;
      }
      throw ConfigException.usage("flag provided but not defined: -" + name);
    }
    var flag = found.get();
    if (flag.kind() == FlagKind.BOOL) {
      set(flag, equals < 0 ? "true" : bare.substring(equals + 1));
      return 1;
    }
    if (equals >= 0) {
      set(flag, bare.substring(equals + 1));
      return 1;
    }
    if (rest.isEmpty()) {
      throw ConfigException.usage("flag needs an argument: -" + name);
    }
    set(flag, rest.getFirst());
    return 2;
  }

  private void set(Flag flag, String value) throws ConfigException {
    try {
      values.set(flag, value);
    } catch (ConfigException e) {
      var form =
          flag.kind() == FlagKind.BOOL
              ? "invalid boolean value \"%s\" for -%s: %s"
              : "invalid value \"%s\" for flag -%s: %s";
      throw ConfigException.usage(form.formatted(value, flag.name(), e.getMessage()));
    }
  }

  boolean asksForHelp() {
    return asksForHelp;
  }
}
