package io.drydock.node.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.drydock.node.testing.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs {@code src/test/resources/raft/*.txt}, each on a {@link Stage} of its own; {@code
 * -Dgolden.update=true} rewrites their answers instead.
 *
 * <p>An answer tells what was done, message by message, and indented what a member made of it.
 */
class ScenarioTest {

  private static final Path FOLDER = Path.of("src/test/resources/raft");

  @TestFactory
  List<DynamicContainer> transcripts() throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      for (Transcript transcript : Transcript.readAll(FOLDER)) {
        Files.writeString(transcript.file(), transcript.rewritten(new Stage()::answer));
      }
    }
    return Transcript.readAll(FOLDER).stream().map(ScenarioTest::tests).toList();
  }

  private static DynamicContainer tests(Transcript transcript) {
    var stage = new Stage();
    return dynamicContainer(
        transcript.file().getFileName().toString(),
        transcript.steps().stream()
            .map(step ->
                dynamicTest(
                    step.lineNumber() + ": " + step.line(),
                    () -> assertEquals(step.answer(), stage.answer(step.command())))));
  }
}
