package io.drydock.node.raft.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.drydock.node.testing.Seeds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The arithmetic against definitions that count. */
class QuorumTest {

  private static final int ROUNDS = 20;
  private static final int MEMBERS = 7;

  @Test
  void committedIndexIsTheHighestThatMoreThanHalfAcknowledged() {
    Seeds.check(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        Set<Long> voters = voters(random);
        Map<Long, Long> acked = acked(random);
        assertEquals(
            highestAcknowledged(List.of(voters), acked),
            majority(voters).committedIndex(id -> acked.getOrDefault(id, 0L)),
            () -> voters + " " + acked);
      }
    });
  }

  @Test
  void jointCommittedIndexIsTheHighestThatMoreThanHalfOfBothAcknowledged() {
    Seeds.check(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        Set<Long> incoming = voters(random);
        Set<Long> outgoing = voters(random);
        Map<Long, Long> acked = acked(random);
        assertEquals(
            highestAcknowledged(List.of(incoming, outgoing), acked),
            new Joint(majority(incoming), majority(outgoing))
                .committedIndex(id -> acked.getOrDefault(id, 0L)),
            () -> incoming + " " + outgoing + " " + acked);
      }
    });
  }

  @Test
  void voteResultIsWhatEveryWayToCompleteTheVoteAgreesOn() {
    Seeds.check(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        Set<Long> voters = voters(random);
        Map<Long, Boolean> granted = granted(random);
        assertEquals(
            agreedOutcome(List.of(voters), granted),
            majority(voters).voteResult(granted),
            () -> voters + " " + granted);
      }
    });
  }

  @Test
  void jointVoteResultIsWhatEveryWayToCompleteTheVoteAgreesOn() {
    Seeds.check(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        Set<Long> incoming = voters(random);
        Set<Long> outgoing = voters(random);
        Map<Long, Boolean> granted = granted(random);
        assertEquals(
            agreedOutcome(List.of(incoming, outgoing), granted),
            new Joint(majority(incoming), majority(outgoing)).voteResult(granted),
            () -> incoming + " " + outgoing + " " + granted);
      }
    });
  }

  @Test
  void theSameVotersAreTheSameMajorityWhateverTheirOrder() {
    assertEquals(Majority.of(1, 2, -3), Majority.of(-3, 1, 2, 1));
    assertEquals(Majority.of(1, 2, -3).hashCode(), Majority.of(-3, 1, 2, 1).hashCode());
    assertNotEquals(Majority.of(1, 2), Majority.of(1, 2, 3));
  }

  @Test
  void idsPrintInHexAndInUnsignedOrder() {
    assertEquals("(1 10 ffffffffffffffff)", Majority.of(-1, 16, 1).toString());
    assertEquals("()", Majority.of().toString());
  }

  /** Tries every index that somebody acknowledged, from 0 and up to the largest there can be. */
  private static long highestAcknowledged(List<Set<Long>> halves, Map<Long, Long> acked) {
    Set<Long> candidates = new TreeSet<>(Long::compareUnsigned);
    candidates.addAll(acked.values());
    candidates.add(0L);
    candidates.add(-1L);
    long highest = 0;
    for (long index : candidates) {
      Set<Long> havers = new HashSet<>(ids());
      havers.removeIf(id -> Long.compareUnsigned(acked.getOrDefault(id, 0L), index) < 0);
      if (halves.stream().allMatch(half -> isQuorum(half, havers))) {
        highest = index;
      }
    }
    return highest;
  }

  private static VoteResult agreedOutcome(List<Set<Long>> halves, Map<Long, Boolean> granted) {
    List<Long> missing = ids().stream().filter(id -> !granted.containsKey(id)).toList();
    Set<Boolean> outcomes = new HashSet<>();
    for (int completion = 0; completion < 1 << missing.size(); completion++) {
      Set<Long> grants = new HashSet<>(ids());
      grants.removeIf(id -> granted.containsKey(id) && !granted.get(id));
      for (int i = 0; i < missing.size(); i++) {
        if ((completion >> i & 1) == 0) {
          grants.remove(missing.get(i));
        }
      }
      outcomes.add(halves.stream().allMatch(half -> isQuorum(half, grants)));
    }
    return outcomes.size() == 2
        ? VoteResult.PENDING
        : outcomes.contains(true) ? VoteResult.WON : VoteResult.LOST;
  }

  private static boolean isQuorum(Set<Long> voters, Set<Long> members) {
    return voters.isEmpty()
        || 2 * voters.stream().filter(members::contains).count() > voters.size();
  }

  private static Set<Long> ids() {
    Set<Long> ids = new TreeSet<>();
    for (int i = 0; i < MEMBERS; i++) {
      ids.add(id(i));
    }
    return ids;
  }

  /** Spread over the whole u64 range, so that signed and unsigned order differ. */
  private static long id(int ordinal) {
    return 0x2492492492492493L * (ordinal + 1);
  }

  private static Set<Long> voters(RandomGenerator random) {
    Set<Long> voters = ids();
    voters.removeIf(id -> random.nextBoolean());
    return voters;
  }

  private static Majority majority(Set<Long> voters) {
    return Majority.of(voters.stream().mapToLong(Long::longValue).toArray());
  }

  /** Few distinct indexes, so that they tie; some beyond 2^63. */
  private static Map<Long, Long> acked(RandomGenerator random) {
    long base = random.nextBoolean() ? Long.MAX_VALUE : 0;
    Map<Long, Long> acked = new HashMap<>();
    for (long id : ids()) {
      if (random.nextInt(4) != 0) {
        acked.put(id, base + random.nextInt(6));
      }
    }
    return acked;
  }

  private static Map<Long, Boolean> granted(RandomGenerator random) {
    Map<Long, Boolean> granted = new HashMap<>();
    for (long id : ids()) {
      if (random.nextBoolean()) {
        granted.put(id, random.nextBoolean());
      }
    }
    return granted;
  }
}
