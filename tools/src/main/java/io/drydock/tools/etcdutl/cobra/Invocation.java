package io.drydock.tools.etcdutl.cobra;

import java.util.List;
import java.util.Map;

/**
 * What a command was given.
 *
 * @param command which
 * @param given flags that were given, by name, values in normal form
 * @param arguments what is no flag
 */
public record Invocation(Command command, Map<String, String> given, List<String> arguments) {

  /** Copies both. */
  public Invocation {
    given = Map.copyOf(given);
    arguments = List.copyOf(arguments);
  }

  /** The value of a flag, or its default. */
  public String text(String flag) {
    String value = given.get(flag);
    return value == null ? command.flag(flag).orElseThrow().initial() : value;
  }

  /** Whether a switch is on. */
  public boolean isOn(String flag) {
    return Boolean.parseBoolean(text(flag));
  }

  /** A number; u64 for such a flag. */
  public long number(String flag) {
    return command.flag(flag).orElseThrow().kind() == Flag.Kind.UINT
        ? Long.parseUnsignedLong(text(flag))
        : Long.parseLong(text(flag));
  }

  /** Whether the flag stood on the command line. */
  public boolean has(String flag) {
    return given.containsKey(flag);
  }
}
