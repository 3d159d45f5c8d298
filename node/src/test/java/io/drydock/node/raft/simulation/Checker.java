package io.drydock.node.raft.simulation;

import io.drydock.formats.proto.raftpb.Entry;
import java.util.List;

/** A property of the whole cluster that must hold at every moment, or an AssertionError comes. */
interface Checker {

  /** A member has become the leader. */
  default void leads(SimMember member) {}

  /** A member has written entries to its log. */
  default void writes(SimMember member, List<Entry> entries) {}

  /** A member has applied a committed entry. */
  default void applies(SimMember member, Entry entry) {}
}
