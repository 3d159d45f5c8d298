package io.drydock.tools.etcdutl.cobra;

import io.drydock.formats.FormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a command line.
 *
 * <pre>
 * what is wrong               | stderr                                     | exit code
 * ----------------------------+--------------------------------------------+-----------
 * no such command             | Error: …, how to get help, Error: … again  | 1
 * flag, number of arguments   | Error: …, usage, Error: … again            | 1
 * {@link Exit} of the command | Error: …                                   | its own
 * </pre>
 *
 * @param root of the tree, with help, completion and all
 * @param screen where texts go
 */
public record Program(Command root, Screen screen) {

  private static final int OK = 0;
  private static final int ERROR = 1;

  /** Adds the commands that every such program has. */
  public Program {
    var completions = new Completions(root, screen);
    root.add(completions.command());
    root.add(
        Command.verb("help [command]", "Help about any command", call -> help(root, screen, call)));
  }

  /**
   * Runs it.
   *
   * @return the exit code
   * @throws IOException when stdout fails, or as the command
   * @throws FormatException as the command
   */
  public int run(List<String> words) throws IOException, FormatException {
    if (!words.isEmpty() && Completions.isRequest(words.getFirst())) {
      return new Completions(root, screen).answer(words);
    }
    Words.Found found;
    try {
      found = Words.find(root, words);
    } catch (CobraException unknown) {
      screen.err(
          "Error: %s\nRun '%s --help' for usage.\n".formatted(unknown.getMessage(), root.path()));
      screen.err("Error: " + unknown.getMessage() + "\n");
      return ERROR;
    }
    try {
      return run(found);
    } catch (CobraException wrong) {
      screen.err(
          "Error: %s\n%s\n".formatted(wrong.getMessage(), found.command().usage())
              + "Error: "
              + wrong.getMessage()
              + "\n");
      return ERROR;
    } catch (Exit exit) {
      screen.err("Error: " + exit.getMessage() + "\n");
      return exit.code();
    }
  }

  private int run(Words.Found found) throws CobraException, IOException, FormatException {
    Command command = found.command();
    command
        .deprecation()
        .ifPresent(instead ->
            screen.err("Command \"%s\" is deprecated, %s\n".formatted(command.name(), instead)));
    Invocation call = Words.parse(command, found.rest());
    if (call.isOn("help") || command.action().isEmpty()) {
      screen.out(command.usage());
      return OK;
    }
    command.checkArguments(call.arguments());
    requireFlags(call);
    command.action().get().run(call);
    return OK;
  }

  private static void requireFlags(Invocation call) throws CobraException {
    List<String> missing =
        call.command().ownFlags().stream()
            .filter(flag -> flag.isRequired() && !call.has(flag.name()))
            .map(flag -> "\"" + flag.name() + "\"")
            .toList();
    if (!missing.isEmpty()) {
      throw new CobraException("required flag(s) " + String.join(", ", missing) + " not set", true);
    }
  }

  private static void help(Command root, Screen screen, Invocation call) throws IOException {
    try {
      screen.out(Words.find(root, call.arguments()).command().usage());
    } catch (CobraException unknown) {
      List<String> topic = new ArrayList<>(call.arguments());
      screen.err("Unknown help topic [`" + String.join("` `", topic) + "`]\n");
      screen.err(root.usage(false));
    }
  }
}
