package io.drydock.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Command lines that end by themselves. */
class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void versionGoesToStdout() {
    assertEquals(0, run("--version"));
    assertTrue(text(out).startsWith("etcd Version: 3.5.30\n"), text(out));
    assertEquals("", text(err));
  }

  @Test
  void helpGoesToStdout() {
    assertEquals(0, run("-h"));
    assertTrue(text(out).contains("  --data-dir ''"), text(out));
  }

  @Test
  void anUnknownFlagIsAnsweredWithUsage() {
    assertEquals(2, run("--nope"));
    assertEquals("", text(out));
    assertTrue(text(err).startsWith("flag provided but not defined: -nope\nUsage:\n"), text(err));
  }

  private int run(String... arguments) {
    return Main.run(List.of(arguments), Map.of(), stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream from) {
    return from.toString(StandardCharsets.UTF_8);
  }
}
