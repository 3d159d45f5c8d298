package io.drydock.node.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.raft.LogPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two logs with an entry of the same term and index are the same up to there. */
final class LogMatching implements Checker {

  private record Content(Entry entry, long termBefore) {}

  private final Map<LogPosition, Content> contents = new HashMap<>();

  @Override
  public void writes(SimMember member, List<Entry> entries) {
    for (Entry entry : entries) {
      var position = new LogPosition(entry.getTerm(), entry.getIndex());
      var content = new Content(entry, member.disk().term(entry.getIndex() - 1));
      Content before = contents.putIfAbsent(position, content);
      assertEquals(before == null ? content : before, content, "log at " + position);
    }
  }
}
