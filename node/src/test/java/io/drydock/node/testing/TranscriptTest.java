package io.drydock.node.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptTest {

  private static final Path FILE = Path.of("some.txt");
  private static final List<String> LINES =
      List.of(
          "# Prose.", "", "add to=1,2 by=", "----", "one", "two", "", "# More.", "end", "----", "");

  @Test
  void commandsKeepTheirPlaceArgumentsAndAnswer() {
    List<Transcript.Step> steps = Transcript.parse(FILE, LINES).steps();
    assertEquals(List.of(3, 9), steps.stream().map(Transcript.Step::lineNumber).toList());
    assertEquals("one\ntwo\n", steps.get(0).answer());
    assertEquals("", steps.get(1).answer());
    assertEquals(
        new Command("add", Map.of("to", List.of("1", "2"), "by", List.of())),
        steps.get(0).command());
  }

  @Test
  void rewritingWithTheSameAnswersGivesTheSameText() {
    String text =
        Transcript.parse(FILE, LINES)
            .rewritten(command -> command.name().equals("add") ? "one\ntwo\n" : "");
    assertEquals(String.join("\n", LINES) + "\n", text);
  }

  @Test
  void rewritingReplacesOnlyTheAnswers() {
    String text = Transcript.parse(FILE, LINES).rewritten(command -> command.name() + "!\n");
    assertEquals("# Prose.\n\nadd to=1,2 by=\n----\nadd!\n\n# More.\nend\n----\nend!\n\n", text);
  }

  @Test
  void aCommandWithoutSeparatorIsRefused() {
    List<String> lines = List.of("add to=1", "one");
    var refused = assertThrows(IllegalArgumentException.class, () -> Transcript.parse(FILE, lines));
    assertTrue(refused.getMessage().startsWith("some.txt:1: no ----"), refused.getMessage());
  }

  @Test
  void aTranscriptWithoutCommandsIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> Transcript.parse(FILE, List.of("# Only prose.")));
  }

  @Test
  void aFolderWithoutTranscriptsIsRefused(@TempDir Path empty) {
    assertThrows(IOException.class, () -> Transcript.readAll(empty));
  }

  @Test
  void badArgumentsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Command.parse("add to"));
    assertThrows(IllegalArgumentException.class, () -> Command.parse("add to=1 to=2"));
    assertThrows(IllegalArgumentException.class, () -> Command.parse("add").values("to"));
  }
}
