package io.drydock.tools.etcdutl.cobra;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From the words of a command line to a command, its flags and its arguments. */
final class Words {

  private static final String END = "--";

  private Words() {}

  /**
   * The command that the words name, and the words without its name.
   *
   * @param command the innermost one
   * @param rest flags and arguments, in order
   */
  record Found(Command command, List<String> rest) {}

  /**
   * Finds the command. The first words that are no flags, nor values of some, name it.
   *
   * @throws CobraException when the first of them names none
   */
  static Found find(Command root, List<String> words) throws CobraException {
    Command command = root;
    List<String> rest = words;
    while (true) {
      List<String> names = withoutFlags(command, rest);
      Optional<Command> next = names.isEmpty() ? Optional.empty() : command.child(names.getFirst());
      if (next.isEmpty()) {
        if (command.isRoot() && command.hasChildren() && !names.isEmpty()) {
          throw unknown(command, names.getFirst());
        }
        return new Found(command, rest);
      }
      rest = without(command, rest, names.getFirst());
      command = next.get();
    }
  }

  private static CobraException unknown(Command root, String typed) {
    var message = new StringBuilder();
    message.append("unknown command %s for \"%s\"".formatted(GoNumbers.quoted(typed), root.path()));
    List<String> near = Nearness.of(typed, root.listed());
    if (!near.isEmpty()) {
      message.append("\n\nDid you mean this?\n");
      near.forEach(name -> message.append('\t').append(name).append('\n'));
    }
    return new CobraException(message.toString(), false);
  }

  /** True for a word that takes the next one as its value, as far as can be told before parsing. */
  private static boolean takesNext(Command command, String word) {
    if (word.contains("=")) {
      return false;
    }
    if (word.startsWith(END)) {
      return command.flag(word.substring(END.length())).filter(Flag::standsAlone).isEmpty();
    }
    return word.startsWith("-")
        && word.length() == 2
        && command.flag(word.charAt(1)).filter(Flag::standsAlone).isEmpty();
  }

  private static List<String> withoutFlags(Command command, List<String> words) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals(END)) {
        break;
      }
      if (takesNext(command, word)) {
        i++; // CHECKSTYLE-OFF-LINE ModifiedControlVariable: its value goes with it
      } else if (!word.isEmpty() && !word.startsWith("-")) {
        names.add(word);
      }
    }
    return names;
  }

  private static List<String> without(Command command, List<String> words, String name) {
    List<String> rest = new ArrayList<>(words);
    for (int i = 0; i < words.size() && !words.get(i).equals(END); i++) {
      if (takesNext(command, words.get(i))) {
        i++; // CHECKSTYLE-OFF-LINE ModifiedControlVariable: its value goes with it
      } else if (words.get(i).equals(name)) {
        rest.remove(i);
        return rest;
      }
    }
    return rest;
  }

  /**
   * Reads flags, wherever they stand; after {@code --} there are none.
   *
   * @throws CobraException when one is unknown, lacks its value or has one that does not fit
   */
  static Invocation parse(Command command, List<String> words) throws CobraException {
    Map<String, String> given = new HashMap<>();
    List<String> arguments = new ArrayList<>();
    var queue = new ArrayList<>(words);
    while (!queue.isEmpty()) {
      String word = queue.removeFirst();
      if (word.equals(END)) {
        arguments.addAll(queue);
        break;
      }
      if (!word.startsWith("-") || word.length() == 1) {
        arguments.add(word);
      } else if (word.startsWith(END)) {
        longFlag(command, word, queue, given);
      } else {
        letters(command, word.substring(1), queue, given);
      }
    }
    return new Invocation(command, given, arguments);
  }

  private static void longFlag(
      Command command, String word, List<String> queue, Map<String, String> given)
      throws CobraException {
    String text = word.substring(END.length());
    if (text.startsWith("-") || text.startsWith("=")) {
      throw new CobraException("bad flag syntax: " + word, true);
    }
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    Optional<Flag> flag = command.flag(name);
    if (flag.isEmpty()) {
      throw new CobraException("unknown flag: --" + name, true);
    }
    String value;
    if (equals >= 0) {
      value = text.substring(equals + 1);
    } else if (flag.get().standsAlone()) {
      value = "true";
    } else if (!queue.isEmpty()) {
      value = queue.removeFirst();
    } else {
      throw new CobraException("flag needs an argument: " + word, true);
    }
    given.put(name, flag.get().normal(value));
  }

  private static void letters(
      Command command, String letters, List<String> queue, Map<String, String> given)
      throws CobraException {
    String rest = letters;
    while (!rest.isEmpty()) {
      char letter = rest.charAt(0);
      Optional<Flag> flag = command.flag(letter);
      if (flag.isEmpty()) {
        throw new CobraException("unknown shorthand flag: '" + letter + "' in -" + rest, true);
      }
      String behind = rest.substring(1);
      String value;
      if (behind.length() > 1 && behind.startsWith("=")) {
        value = behind.substring(1);
        behind = "";
      } else if (flag.get().standsAlone()) {
        value = "true";
      } else if (!behind.isEmpty()) {
        value = behind;
        behind = "";
      } else if (!queue.isEmpty()) {
        value = queue.removeFirst();
      } else {
        throw new CobraException("flag needs an argument: '" + letter + "' in -" + rest, true);
      }
      given.put(flag.get().name(), flag.get().normal(value));
      rest = behind;
    }
  }
}
