package io.drydock.tools.etcdutl.cobra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the shell asks while somebody types, and the scripts that make it ask.
 *
 * <p>The question is {@code PROGRAM __complete WORD… LAST}; the answer is a line for each word that
 * may stand in the place of the last, with a tab and what it is for, then {@code :4} where no file
 * name may stand there either, {@code :0} where one may. So the scripts that cobra's programs print
 * work with this one as well.
 *
 * @param root of the tree
 * @param screen where answers go
 */
record Completions(Command root, Screen screen) {

  private static final String ASK = "__complete";
  private static final String ASK_BRIEFLY = "__completeNoDesc";
  private static final String SUMMARY =
      "Generate the autocompletion script for the specified shell";

  /** Words for the last place, and whether a file name may stand there. */
  private record Answer(List<String> words, boolean takesFiles) {}

  static boolean isRequest(String word) {
    return word.equals(ASK) || word.equals(ASK_BRIEFLY);
  }

  /** The command that prints scripts. */
  Command command() {
    Command group = Command.group("completion", SUMMARY);
    for (String shell : List.of("bash", "fish", "powershell", "zsh")) {
      Command print =
          Command.verb(
                  shell,
                  "Generate the autocompletion script for " + shell,
                  call -> screen.out(script(shell, call.isOn(Flag.NO_DESCRIPTIONS.name()))))
              .flags(Flag.NO_DESCRIPTIONS)
              .arguments(Command.ArgumentRule.NONE);
      group.add(shell.equals("bash") ? print.withoutWordOnFlags() : print);
    }
    return group;
  }

  /** Answers one question. */
  int answer(List<String> question) throws IOException {
    if (question.size() == 1) {
      screen.err("Error: requires at least 1 arg(s), only received 0\n");
      return 1;
    }
    List<String> before = question.subList(1, question.size() - 1);
    Answer answer;
    try {
      answer = answer(before, question.getLast());
    } catch (CobraException unclear) {
      screen.err("[Debug] [Error] " + unclear.getMessage() + "\n");
      answer = new Answer(List.of(), true);
    }
    for (String word : answer.words()) {
      boolean isBrief = question.getFirst().equals(ASK_BRIEFLY);
      screen.out((isBrief ? word.split("\t", 2)[0] : word) + "\n");
    }
    screen.out(answer.takesFiles() ? ":0\n" : ":4\n");
    screen.err(
        "Completion ended with directive: ShellCompDirective"
            + (answer.takesFiles() ? "Default" : "NoFileComp")
            + "\n");
    return 0;
  }

  private Answer answer(List<String> before, String last) throws CobraException {
    Words.Found found;
    try {
      found = Words.find(root, before);
    } catch (CobraException unknown) {
      throw new CobraException(
          "unable to find a command for arguments: [" + String.join(" ", before) + "]", false);
    }
    Command command = found.command();
    if (isValue(command, found.rest(), last)) {
      return new Answer(List.of(), true);
    }
    Invocation call = Words.parse(command, found.rest());
    if (call.isOn("help")) {
      return new Answer(List.of(), false);
    }
    if (last.startsWith("-")) {
      List<String> required = required(call, last);
      return new Answer(required.isEmpty() ? flags(call, last) : required, false);
    }
    return arguments(call, last);
  }

  /** Whether the last word is the value of a flag. */
  private static boolean isValue(Command command, List<String> rest, String last) {
    if (last.startsWith("-")) {
      return last.contains("=");
    }
    if (rest.isEmpty()) {
      return false;
    }
    String previous = rest.getLast();
    Optional<Flag> flag =
        previous.startsWith("--")
            ? command.flag(previous.substring(2))
            : previous.startsWith("-") && previous.length() == 2
                ? command.flag(previous.charAt(1))
                : Optional.empty();
    return flag.filter(each -> !each.standsAlone()).isPresent();
  }

  private static List<String> required(Invocation call, String last) {
    return call.command().ownFlags().stream()
        .filter(flag -> flag.isRequired() && !call.has(flag.name()))
        .flatMap(flag -> names(flag, last))
        .toList();
  }

  private static List<String> flags(Invocation call, String last) {
    Command command = call.command();
    return Stream.concat(command.inheritedFlags().stream(), command.ownFlags().stream())
        .filter(flag -> !call.has(flag.name()))
        .flatMap(flag -> names(flag, last))
        .toList();
  }

  private static Stream<String> names(Flag flag, String last) {
    Stream<String> letter = flag.shorthand().stream().map(each -> "-" + each);
    return Stream.concat(Stream.of("--" + flag.name()), letter)
        .filter(name -> name.startsWith(last))
        .map(name -> name + "\t" + flag.usage());
  }

  private Answer arguments(Invocation call, String last) throws CobraException {
    Command command = call.command();
    if (command.name().equals("help") && !command.isRoot()) {
      Command topic = Words.find(root, call.arguments()).command();
      return new Answer(children(topic, last), false);
    }
    List<String> words = new ArrayList<>();
    boolean isGroup = command.hasChildren() && call.arguments().isEmpty();
    if (isGroup) {
      words.addAll(children(command, last));
    }
    words.addAll(required(call, last));
    boolean takesNone = command.flag(Flag.NO_DESCRIPTIONS.name()).isPresent();
    return new Answer(words, !isGroup && !takesNone);
  }

  private static List<String> children(Command command, String last) {
    return command.listed().stream()
        .filter(child -> child.name().startsWith(last))
        .map(child -> child.name() + "\t" + child.summary())
        .toList();
  }

  /** {@code PROGRAM} stands for the program's name in it, {@code ASK} for how it is asked. */
  private String script(String shell, boolean isBrief) throws IOException {
    try (var in = Completions.class.getResourceAsStream(shell + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("PROGRAM", root.name())
          .replace("ASK", isBrief ? ASK_BRIEFLY : ASK);
    }
  }
}
