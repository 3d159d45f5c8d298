package io.drydock.tools.etcdutl.cobra;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command or a group of commands. The tree is made once, by one thread, before it is used.
 *
 * <p>Flags of a parent are flags of its commands too.
 */
public final class Command {

  private static final int MIN_NAME_COLUMNS = 11;

  private final String use;
  private final String summary;
  private final Optional<Action> action;
  private final List<Flag> flags = new ArrayList<>();
  private final List<Command> children = new ArrayList<>();
  private Optional<Command> parent = Optional.empty();
  private Optional<String> deprecation = Optional.empty();
  private ArgumentRule argumentRule = ArgumentRule.ANY;
  private boolean isHidden;
  private boolean saysFlags = true;

  /** How many words that are no flags a command takes. */
  public enum ArgumentRule {
    /** The command looks itself. */
    ANY,
    /** None. */
    NONE,
    /** Exactly one. */
    ONE
  }

  private Command(String use, String summary, Optional<Action> action) {
    this.use = use;
    this.summary = summary;
    this.action = action;
  }

  /** A group; by itself it prints its usage. */
  public static Command group(String use, String summary) {
    return new Command(use, summary, Optional.empty());
  }

  /**
   * A command.
   *
   * @param use name and arguments, as the usage has it
   */
  public static Command verb(String use, String summary, Action action) {
    return new Command(use, summary, Optional.of(action));
  }

  /** Adds flags. */
  public Command flags(Flag... more) {
    flags.addAll(List.of(more));
    return this;
  }

  /** Adds a command below this one. */
  public Command add(Command child) {
    child.parent = Optional.of(this);
    children.add(child);
    return this;
  }

  /** Leaves it out of lists, and has it say what to use instead. */
  public Command deprecated(String instead) {
    deprecation = Optional.of(instead);
    isHidden = true;
    return this;
  }

  /** Its usage line ends without the word on flags. */
  public Command withoutWordOnFlags() {
    saysFlags = false;
    return this;
  }

  /** Has arguments counted. */
  public Command arguments(ArgumentRule rule) {
    argumentRule = rule;
    return this;
  }

  /** The first word of the usage. */
  String name() {
    return use.split(" ", 2)[0];
  }

  /** With those above it. */
  public String path() {
    return parent.map(above -> above.path() + " ").orElse("") + name();
  }

  String summary() {
    return summary;
  }

  Optional<Action> action() {
    return action;
  }

  Optional<String> deprecation() {
    return deprecation;
  }

  boolean hasChildren() {
    return !children.isEmpty();
  }

  boolean isRoot() {
    return parent.isEmpty();
  }

  /** Commands that lists show, by name. */
  List<Command> listed() {
    return children.stream()
        .filter(child -> !child.isHidden)
        .sorted(Comparator.comparing(Command::name))
        .toList();
  }

  /** Its own flags, with that for help, by name. */
  List<Flag> ownFlags() {
    return Stream.concat(flags.stream(), Stream.of(Flag.help(name())))
        .sorted(Comparator.comparing(Flag::name))
        .toList();
  }

  /** Flags of those above it, by name. */
  List<Flag> inheritedFlags() {
    if (parent.isEmpty()) {
      return List.of();
    }
    Command above = parent.get();
    return Stream.concat(above.flags.stream(), above.inheritedFlags().stream())
        .sorted(Comparator.comparing(Flag::name))
        .toList();
  }

  List<Flag> allFlags() {
    List<Flag> all = new ArrayList<>(ownFlags());
    all.addAll(inheritedFlags());
    all.sort(Comparator.comparing(Flag::name));
    return Collections.unmodifiableList(all);
  }

  Optional<Flag> flag(String name) {
    return allFlags().stream().filter(flag -> flag.name().equals(name)).findFirst();
  }

  Optional<Flag> flag(char shorthand) {
    return allFlags().stream()
        .filter(flag -> flag.shorthand().filter(letter -> letter == shorthand).isPresent())
        .findFirst();
  }

  /** The command below it of this name, or the only one whose name begins so. */
  Optional<Command> child(String typed) {
    List<Command> beginning = new ArrayList<>();
    for (Command child : children) {
      if (child.name().equals(typed)) {
        return Optional.of(child);
      }
      if (child.name().startsWith(typed)) {
        beginning.add(child);
      }
    }
    return beginning.size() == 1 ? Optional.of(beginning.getFirst()) : Optional.empty();
  }

  /**
   * Counts the arguments.
   *
   * @throws CobraException when they are too many or too few
   */
  void checkArguments(List<String> arguments) throws CobraException {
    switch (argumentRule) {
      case ANY -> {
        return;
      }
      case NONE -> {
        if (!arguments.isEmpty()) {
          throw new CobraException(
              "unknown command %s for \"%s\""
                  .formatted(GoNumbers.quoted(arguments.getFirst()), path()),
              true);
        }
      }
      case ONE -> {
        if (arguments.size() != 1) {
          throw new CobraException("accepts 1 arg(s), received " + arguments.size(), true);
        }
      }
    }
  }

  /** What help prints. */
  String usage() {
    return usage(true);
  }

  /**
   * What help prints.
   *
   * @param withHelp the flag for help is listed
   */
  String usage(boolean withHelp) {
    var text = new StringBuilder("Usage:");
    if (action.isPresent()) {
      text.append("\n  ").append(usageLine());
    }
    if (!listed().isEmpty()) {
      text.append("\n  ").append(path()).append(" [command]\n\nAvailable Commands:");
      for (Command child : listed()) {
        String padded = String.format("%-" + nameColumns() + "s", child.name());
        text.append("\n  ").append(padded).append(' ').append(child.summary);
      }
    }
    List<Flag> own =
        ownFlags().stream().filter(flag -> withHelp || !flag.name().equals("help")).toList();
    if (!own.isEmpty()) {
      text.append("\n\nFlags:\n").append(list(own));
    }
    if (!inheritedFlags().isEmpty()) {
      text.append("\n\nGlobal Flags:\n").append(list(inheritedFlags()));
    }
    if (!listed().isEmpty()) {
      text.append("\n\nUse \"")
          .append(path())
          .append(" [command] --help\" for more information about a command.");
    }
    return text.append('\n').toString();
  }

  private String usageLine() {
    String line = parent.map(above -> above.path() + " ").orElse("") + use;
    return saysFlags && !line.contains("[flags]") ? line + " [flags]" : line;
  }

  private int nameColumns() {
    return children.stream()
        .mapToInt(child -> child.name().length())
        .reduce(MIN_NAME_COLUMNS, Math::max);
  }

  private static String list(List<Flag> flags) {
    int columns = flags.stream().mapToInt(flag -> flag.column().length()).max().orElse(0);
    return String.join(
        "\n",
        flags.stream()
            .map(flag ->
                String.format("%-" + columns + "s   %s", flag.column(), flag.description())
                    .stripTrailing())
            .toList());
  }
}
