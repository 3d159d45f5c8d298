package io.drydock.node.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.proto.raftpb.Entry;
import java.util.HashMap;
import java.util.Map;

/** All members apply the same entry at an index, and none leaves one out. */
final class StateMachineSafety implements Checker {

  private final Map<Long, Entry> applied = new HashMap<>();

  @Override
  public void applies(SimMember member, Entry entry) {
    assertEquals(member.appliedIndex() + 1, entry.getIndex(), "next entry of " + member.id());
    Entry before = applied.putIfAbsent(entry.getIndex(), entry);
    assertEquals(before == null ? entry : before, entry, "entry " + entry.getIndex());
  }

  /** The last index that anybody has applied. */
  long lastApplied() {
    return applied.size();
  }
}
