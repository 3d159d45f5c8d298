package io.drydock.node.apply;

import io.drydock.formats.apply.Voters;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.request.EntryPayload;
import io.drydock.node.RefusedException;
import io.drydock.node.RowSink;
import io.drydock.node.StopException;
import io.drydock.node.membership.Cluster;
import java.util.Optional;

/**
 * Goes through a log before it is applied: whether this release can carry its entries out, and who
 * votes at its end. Writes nothing.
 */
public final class LogTrial {

  private static final RowSink NOWHERE =
      new RowSink() {
        @Override
        public void put(Bucket bucket, byte[] key, byte[] value) {
          // A trial leaves no rows.
        }

        @Override
        public void delete(Bucket bucket, byte[] key) {
          // A trial leaves no rows.
        }
      };

  private final Cluster cluster;
  private final Voters voters;

  /**
   * Begins behind a snapshot.
   *
   * @param cluster as the snapshot has it; of no use for anything else afterwards
   * @param start raft's configuration there
   */
  public LogTrial(Cluster cluster, ConfState start) {
    this.cluster = cluster;
    this.voters = new Voters(start);
  }

  /**
   * Tries the next entry.
   *
   * @param isNew false when the backend has seen it
   * @return why the member would have to stop at it; empty when it would not
   */
  public Optional<String> objection(EntryPayload entry, boolean isNew) {
    try {
      return switch (entry) {
        case EntryPayload.Empty _ -> Optional.empty();
        case EntryPayload.V2Request(Request request) -> {
          cluster.apply(request, false, NOWHERE);
          yield Optional.empty();
        }
        case EntryPayload.InternalRequest(InternalRaftRequest request) -> objection(request, isNew);
        case EntryPayload.ConfigChange change -> {
          cluster.change(change, false, NOWHERE);
          voters.apply(change.change());
          yield Optional.empty();
        }
        case EntryPayload.ConfigChangeV2 _, EntryPayload.Undecodable _ ->
            Optional.of(Applier.unreadable(entry));
      };
    } catch (RefusedException changesNothing) {
      return Optional.empty();
    } catch (StopException stop) {
      return Optional.of(stop.getMessage());
    }
  }

  private Optional<String> objection(InternalRaftRequest request, boolean isNew)
      throws RefusedException {
    if (request.hasV2()) {
      cluster.apply(request.getV2(), false, NOWHERE);
    } else if (request.hasClusterVersionSet() || request.hasClusterMemberAttrSet()) {
      cluster.apply(request, false, NOWHERE);
    } else if (isNew && !Applier.isKnown(request)) {
      return Optional.of(Applier.unknown(request));
    }
    return Optional.empty();
  }

  /** Raft's configuration behind the last entry. */
  public ConfState confState() {
    return voters.confState();
  }
}
