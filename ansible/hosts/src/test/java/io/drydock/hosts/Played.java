package io.drydock.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.regex.Pattern;

/** How a run of ansible-playbook ended, what it said, and how long it took. */
record Played(int code, String out, long seconds) {

  private static final Pattern CHANGED =
      Pattern.compile("(?m)^\\S+\\s+: ok=\\d+\\s+changed=(\\d+) ");

  /** Fails with what it said unless it ended well. */
  Played succeeded() {
    assertEquals(0, code, out);
    return this;
  }

  /** Fails unless it was refused with this sentence. */
  Played refused(String because) {
    assertNotEquals(0, code, out);
    String plain = out.replaceAll("\\s+", " ");
    if (!plain.contains(because)) {
      throw new AssertionError("no \"" + because + "\" in\n" + out);
    }
    return this;
  }

  /** Tasks that changed something, on all hosts. */
  int changes() {
    return CHANGED.matcher(out).results().mapToInt(found -> Integer.parseInt(found.group(1))).sum();
  }
}
