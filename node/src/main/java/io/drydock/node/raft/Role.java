package io.drydock.node.raft;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Message;
import java.util.List;

/** What a member is in its term, with what it knows only as that. */
sealed interface Role permits Follower, Candidate, Leader {

  RoleName name();

  /** Id of the leader as far as it is known; 0 for none. */
  long leader();

  /** One tick has passed. */
  void tick();

  /** Takes a message of the current term, or one without a term, that is no request for a vote. */
  Verdict step(Message message);

  /** Proposes entries of one type, all or none. */
  Verdict propose(EntryType type, List<ByteString> payloads);

  /** Asks for a linearizable read on behalf of a member. */
  Verdict readIndex(long from, ByteString context);

  /** Asks that a member becomes the leader. */
  Verdict transferLeadership(long to);
}
