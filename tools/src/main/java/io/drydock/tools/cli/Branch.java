package io.drydock.tools.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * A part of the command tree, of which only what the command line names is built: to read the
 * annotations of all commands takes longer than most commands run.
 *
 * <p>Where the next word names no command (a flag, a mistake, nothing), all of them are built, for
 * help and suggestions.
 */
public final class Branch {

  private final CommandLine parent;
  private final List<String> words;
  private final Map<String, Function<List<String>, Object>> commands = new LinkedHashMap<>();

  /**
   * Below a command.
   *
   * @param words the command line after the name of that command; empty for the whole tree
   */
  public Branch(CommandLine parent, List<String> words) {
    this.parent = parent;
    this.words = words;
  }

  /** A command that does something; in the order of the help. */
  public Branch verb(String name, Supplier<Object> command) {
    return noun(name, rest -> command.get());
  }

  /** A command that has its own branch, which gets the words after its name. */
  public Branch noun(String name, Function<List<String>, Object> command) {
    commands.put(name, command);
    return this;
  }

  /** The parent with its commands. */
  public CommandLine build() {
    var named = words.isEmpty() ? null : commands.get(words.getFirst());
    if (named == null) {
      commands.forEach((name, each) -> parent.addSubcommand(name, each.apply(List.of())));
    } else {
      parent.addSubcommand(words.getFirst(), named.apply(words.subList(1, words.size())));
    }
    return parent;
  }
}
