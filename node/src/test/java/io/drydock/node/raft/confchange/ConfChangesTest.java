package io.drydock.node.raft.confchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.proto.raftpb.ConfChangeSingle;
import io.drydock.formats.proto.raftpb.ConfChangeTransition;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.node.testing.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfChangesTest {

  /** Voters/learners/outgoing/next, then what changes: v adds a voter, l a learner, r removes. */
  @ParameterizedTest
  @CsvSource({
    "1///,          v2,       1 2///",
    "1 2///,        r2,       1///",
    "1 2///,        l3,       1 2/3//",
    "1 2/3//,       v3,       1 2 3///",
    "1 2 3///,      l3,       1 2/3//",
    "1 2/3//,       r3,       1 2///",
    "1 2///,        u2,       1 2///",
    "1 2///,        v0,       1 2///",
    "1 2///,        r9,       1 2///",
    "1 2 3///,      v4 r1,    2 3 4//1 2 3/",
    "1 2 3///,      v4 l1,    2 3 4//1 2 3/1",
    "1 2/3//,       v3 r3,    1 2//1 2/",
    "2 3 4//1 2 3/, -,        2 3 4///",
    "2 3 4//1 2 3/1,-,        2 3 4/1//",
    "///,           v1,       1///"
  })
  void aChangeLeadsTo(String before, String changes, String after) {
    Configuration result = ConfChanges.apply(configuration(before), change(changes));
    assertEquals(configuration(after).voters(), result.voters());
    assertEquals(configuration(after).learners(), result.learners());
    assertEquals(configuration(after).learnersNext(), result.learnersNext());
    assertEquals(result.isJoint(), result.isAutoLeave());
  }

  @ParameterizedTest
  @CsvSource({
    "1///,           r1,      no voter would be left",
    "1///,           l1,      no voter would be left",
    "2//1/,          v3,      a change in a joint configuration",
    "2//1/,          v3 v4,   a change in a joint configuration",
    "1 2///,         -,       leaving a configuration that is not joint",
    "///,            v1 v2,   a joint change of a configuration without voters"
  })
  void aChangeIsImpossible(String before, String changes, String why) {
    Configuration start = configuration(before);
    var refusal =
        assertThrows(
            IllegalArgumentException.class, () -> ConfChanges.apply(start, change(changes)));
    assertEquals(why, refusal.getMessage());
  }

  @Test
  void anExplicitJointConfigurationIsLeftOnRequestOnly() {
    var change =
        change("v2").toBuilder()
            .setTransition(ConfChangeTransition.ConfChangeTransitionJointExplicit)
            .build();
    Configuration joint = ConfChanges.apply(configuration("1///"), change);
    assertTrue(joint.isJoint());
    assertFalse(joint.isAutoLeave());
  }

  @ParameterizedTest
  @CsvSource({
    "1 2/2//, a learner that votes: 2",
    "1//2/3,  no outgoing voter: 3",
    "1//1/1,  an incoming voter to demote: 1"
  })
  void aConfigurationDoesNotContradictItself(String text, String why) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> configuration(text));
    assertEquals(why, refusal.getMessage());
  }

  /** Whatever changes follow each other, the result is sound and says the same as a message. */
  @Test
  void anyRowOfChangesStaysSound() {
    Seeds.check(random -> {
      Configuration now = configuration("1///");
      for (int step = 0; step < 50; step++) {
        now = next(now, random);
        assertEquals(now, Configuration.of(now.confState()));
        assertTrue(now.voters().incoming().size() > 0);
        for (long member : now.members()) {
          assertTrue(now.contains(member));
        }
      }
    });
  }

  private static Configuration next(Configuration now, RandomGenerator random) {
    var change = ConfChangeV2.newBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      change.addChanges(
          ConfChangeSingle.newBuilder()
              .setType(ConfChangeType.forNumber(random.nextInt(4)))
              .setNodeId(random.nextInt(6)));
    }
    try {
      return ConfChanges.apply(now, change.build());
    } catch (IllegalArgumentException impossible) {
      return now;
    }
  }

  private static Configuration configuration(String text) {
    String[] parts = text.split("/", -1);
    return Configuration.of(
        ConfState.newBuilder()
            .addAllVoters(ids(parts[0]))
            .addAllLearners(ids(parts[1]))
            .addAllVotersOutgoing(ids(parts[2]))
            .addAllLearnersNext(ids(parts[3]))
            .build());
  }

  private static List<Long> ids(String text) {
    return text.isBlank()
        ? List.of()
        : List.of(text.split(" ")).stream().map(Long::valueOf).toList();
  }

  private static ConfChangeV2 change(String text) {
    var change = ConfChangeV2.newBuilder();
    for (String word : text.equals("-") ? new String[0] : text.split(" ")) {
      ConfChangeType type =
          switch (word.charAt(0)) {
            case 'v' -> ConfChangeType.ConfChangeAddNode;
            case 'l' -> ConfChangeType.ConfChangeAddLearnerNode;
            case 'r' -> ConfChangeType.ConfChangeRemoveNode;
            default -> ConfChangeType.ConfChangeUpdateNode;
          };
      change.addChanges(
          ConfChangeSingle.newBuilder().setType(type).setNodeId(Long.parseLong(word.substring(1))));
    }
    return change.build();
  }
}
