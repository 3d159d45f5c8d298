package io.drydock.formats.apply;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import io.drydock.formats.gojson.GoJsonWriter;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.RaftMessages;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Raft's own list of members. It knows nothing of URLs and refuses nothing: what was refused is not
 * given to it.
 */
public final class Voters {

  private final SortedSet<Long> voters = new TreeSet<>(Long::compareUnsigned);
  private final SortedSet<Long> learners = new TreeSet<>(Long::compareUnsigned);

  /** As a snapshot has them. */
  public Voters(ConfState start) {
    voters.addAll(start.getVotersList());
    learners.addAll(start.getLearnersList());
  }

  /** True when this member alone votes. */
  public boolean isOnly(long id) {
    return voters.size() == 1 && voters.contains(id);
  }

  /** As raft's snapshots have them: ascending, not joint. */
  public ConfState confState() {
    return RaftMessages.confState(List.copyOf(voters), List.copyOf(learners));
  }

  /** Takes in a change that was not refused. */
  public void apply(ConfChange change) {
    long id = change.getNodeId();
    switch (change.getType()) {
      case ConfChangeAddNode -> {
        learners.remove(id);
        voters.add(id);
      }
      case ConfChangeAddLearnerNode -> {
        voters.remove(id);
        learners.add(id);
      }
      case ConfChangeRemoveNode -> {
        voters.remove(id);
        learners.remove(id);
      }
      case ConfChangeUpdateNode, UNRECOGNIZED -> {
        // Not a matter of votes.
      }
    }
  }

  /** As bucket {@code meta} has them: {@code {"voters":[1],"learners":[2],"auto_leave":false}}. */
  public Bytes json() {
    var out = new GoJsonWriter(GoEscapes.SINCE_GO_1_22).beginObject();
    write(out, "voters", voters);
    write(out, "learners", learners);
    return out.key("auto_leave").bool(false).endObject().toBytes();
  }

  private static void write(GoJsonWriter out, String name, SortedSet<Long> ids) {
    if (!ids.isEmpty()) {
      out.key(name).beginArray();
      ids.forEach(out::unsigned);
      out.endArray();
    }
  }
}
