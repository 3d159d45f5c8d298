package io.drydock.node.raft.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.drydock.node.testing.Command;
import io.drydock.node.testing.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs {@code src/test/resources/raft/quorum/*.txt}; {@code -Dgolden.update=true} rewrites their
 * answers instead.
 *
 * <p>Two commands. {@code commit} takes the last index that each voter acknowledged, {@code vote}
 * the answers that came in. Both take {@code voters=}, or {@code incoming=} and {@code outgoing=}
 * for a joint configuration.
 */
class ScenarioTest {

  private static final Path FOLDER = Path.of("src/test/resources/raft/quorum");

  @TestFactory
  List<DynamicContainer> transcripts() throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      for (Transcript transcript : Transcript.readAll(FOLDER)) {
        Files.writeString(transcript.file(), transcript.rewritten(ScenarioTest::answer));
      }
    }
    return Transcript.readAll(FOLDER).stream().map(ScenarioTest::tests).toList();
  }

  private static DynamicContainer tests(Transcript transcript) {
    return dynamicContainer(
        transcript.file().getFileName().toString(),
        transcript.steps().stream()
            .map(step ->
                dynamicTest(
                    step.lineNumber() + ": " + step.line(),
                    () -> assertEquals(step.answer(), answer(step.command())))));
  }

  private static String answer(Command command) {
    return switch (command.name()) {
      case "commit" -> commit(command) + "\n";
      case "vote" -> vote(command) + "\n";
      default -> throw new IllegalArgumentException("no such command: " + command.name());
    };
  }

  private static String commit(Command command) {
    Map<Long, Long> acked = new HashMap<>();
    for (String pair : command.values("acked")) {
      acked.put(id(pair), Long.parseUnsignedLong(afterColon(pair)));
    }
    LongUnaryOperator ackedIndex = voter -> acked.getOrDefault(voter, 0L);
    if (command.has("voters")) {
      return index(voters(command, "voters").committedIndex(ackedIndex));
    }
    Joint joint = joint(command);
    return index(joint.committedIndex(ackedIndex))
        + " (incoming "
        + index(joint.incoming().committedIndex(ackedIndex))
        + ", outgoing "
        + index(joint.outgoing().committedIndex(ackedIndex))
        + ")";
  }

  private static String vote(Command command) {
    Map<Long, Boolean> granted = new HashMap<>();
    for (String pair : command.values("answers")) {
      granted.put(id(pair), granted(afterColon(pair)));
    }
    if (command.has("voters")) {
      return result(voters(command, "voters").voteResult(granted));
    }
    Joint joint = joint(command);
    return result(joint.voteResult(granted))
        + " (incoming "
        + result(joint.incoming().voteResult(granted))
        + ", outgoing "
        + result(joint.outgoing().voteResult(granted))
        + ")";
  }

  private static boolean granted(String answer) {
    return switch (answer) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw new IllegalArgumentException("neither yes nor no: " + answer);
    };
  }

  private static Joint joint(Command command) {
    return new Joint(voters(command, "incoming"), voters(command, "outgoing"));
  }

  private static Majority voters(Command command, String key) {
    return Majority.of(command.values(key).stream().mapToLong(ScenarioTest::id).toArray());
  }

  /** The hex id before the colon, or the whole word. */
  private static long id(String word) {
    return Long.parseUnsignedLong(word.split(":")[0], 16);
  }

  private static String afterColon(String pair) {
    return pair.split(":")[1];
  }

  private static String index(long index) {
    return index == Majority.EVERYTHING ? "everything" : Long.toUnsignedString(index);
  }

  private static String result(VoteResult result) {
    return result.name().toLowerCase(Locale.ROOT);
  }
}
