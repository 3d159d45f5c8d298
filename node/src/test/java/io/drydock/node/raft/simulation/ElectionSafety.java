package io.drydock.node.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;

/** At most one leader in a term. */
final class ElectionSafety implements Checker {

  private final Map<Long, Long> leaders = new HashMap<>();

  @Override
  public void leads(SimMember member) {
    long term = member.status().hardState().getTerm();
    Long before = leaders.putIfAbsent(term, member.id());
    assertEquals(before == null ? member.id() : before, member.id(), "leader of term " + term);
  }
}
