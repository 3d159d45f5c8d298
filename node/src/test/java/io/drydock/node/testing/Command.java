package io.drydock.node.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command line of a {@link Transcript}: {@code name key=value key=value,value …}.
 *
 * @param name what to do
 * @param arguments with what; a key that is given without values has an empty list
 */
public record Command(String name, Map<String, List<String>> arguments) {

  /** Copies the arguments. */
  public Command {
    arguments = Map.copyOf(arguments);
  }

  /** Parses one line; two arguments of the same key are an error of its author. */
  public static Command parse(String line) {
    String[] words = line.split(" +");
    Map<String, List<String>> arguments = new TreeMap<>();
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("no '=' in '" + word + "': " + line);
      }
      String values = word.substring(equals + 1);
      List<String> list = values.isEmpty() ? List.of() : List.of(values.split(","));
      if (arguments.put(word.substring(0, equals), list) != null) {
        throw new IllegalArgumentException("given twice in '" + word + "': " + line);
      }
    }
    return new Command(words[0], arguments);
  }

  /** True when the argument is there. */
  public boolean has(String key) {
    return arguments.containsKey(key);
  }

  /** The values of an argument that must be there. */
  public List<String> values(String key) {
    List<String> values = arguments.get(key);
    if (values == null) {
      throw new IllegalArgumentException(name + ": argument '" + key + "' is missing");
    }
    return values;
  }
}
