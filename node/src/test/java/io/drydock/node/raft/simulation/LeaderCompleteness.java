package io.drydock.node.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.proto.raftpb.Entry;
import java.util.Map;
import java.util.TreeMap;

/** Whoever leads has every entry that was committed before. */
final class LeaderCompleteness implements Checker {

  private final TreeMap<Long, Long> committedTerms = new TreeMap<>();

  @Override
  public void applies(SimMember member, Entry entry) {
    committedTerms.put(entry.getIndex(), entry.getTerm());
  }

  @Override
  public void leads(SimMember member) {
    long first = member.disk().firstIndex();
    for (Map.Entry<Long, Long> one : committedTerms.tailMap(first).entrySet()) {
      long index = one.getKey();
      boolean isThere =
          index <= member.disk().lastIndex() && member.disk().term(index) == one.getValue();
      assertTrue(isThere, () -> "leader " + member.id() + " lacks committed entry " + index);
    }
  }
}
