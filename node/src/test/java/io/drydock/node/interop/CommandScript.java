package io.drydock.node.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What an operator types, one command a line.
 *
 * <pre>
 * # a remark
 * flags --quota-backend-bytes 4194304   how the server is started; at the top
 * mask [0-9]+ kB                        what differs between two servers is not compared
 * put a 'two words'                     etcdctl, and what comes of it
 * | a line                              typed into the command above
 * compact REVISION                      the revision of the server as it is then
 * granted 60                            a lease of so many seconds, LEASE from then on
 * start w watch a                       etcdctl by the name of w, that goes on
 * read w 3                              the next three lines of its answer
 * end w                                 Ctrl-C
 * fill a 100000                         puts of so many bytes until one is refused
 * curl /health                          a GET
 * metric etcd_server_has_leader         a number of /metrics
 * </pre>
 *
 * @param flags of the server
 * @param masks regular expressions
 * @param steps in order
 */
record CommandScript(List<String> flags, List<String> masks, List<Step> steps) {

  CommandScript {
    flags = List.copyOf(flags);
    masks = List.copyOf(masks);
    steps = List.copyOf(steps);
  }

  /**
   * One line.
   *
   * @param words of the command, the first of which says what it is
   * @param input typed into it
   */
  record Step(List<String> words, String input) {

    Step {
      words = List.copyOf(words);
    }

    String first() {
      return words.getFirst();
    }

    /** The words after so many. */
    List<String> after(int count) {
      return words.subList(count, words.size());
    }

    private Step with(String line) {
      return new Step(words, input + line + "\n");
    }

    @Override
    public String toString() {
      return "$ " + String.join(" ", words);
    }
  }

  static CommandScript parse(String text) {
    List<String> flags = new ArrayList<>();
    List<String> masks = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("|")) {
        Step typedInto = steps.removeLast();
        steps.add(typedInto.with(line.substring(Math.min(2, line.length()))));
      } else if (line.startsWith("mask ")) {
        masks.add(line.substring("mask ".length()));
      } else if (line.startsWith("flags ")) {
        flags.addAll(words(line.substring("flags ".length())));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        steps.add(new Step(words(line), ""));
      }
    }
    if (steps.isEmpty()) {
      throw new NoSuchElementException("a script without a step");
    }
    return new CommandScript(flags, masks, steps);
  }

  /** Words between blanks; single quotes hold blanks, and nothing, together. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean isQuoted = false;
    boolean isWord = false;
    for (char each : line.toCharArray()) {
      if (each == '\'') {
        isQuoted = !isQuoted;
        isWord = true;
      } else if (each == ' ' && !isQuoted) {
        if (isWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        isWord = false;
      } else {
        word.append(each);
        isWord = true;
      }
    }
    if (isWord) {
      words.add(word.toString());
    }
    return words;
  }
}
