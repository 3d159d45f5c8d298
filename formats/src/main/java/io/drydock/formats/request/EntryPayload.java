package io.drydock.formats.request;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import java.util.Objects;
import java.util.Optional;

/** The data of one log entry, decoded. Fields that are not known stay in the messages. */
public sealed interface EntryPayload {

  /** No data: what a leader appends when its term begins. */
  record Empty() implements EntryPayload {}

  /**
   * A request to the v2 store, standing alone. Written by 3.4 and 3.5, also for a member's
   * attributes and the cluster version.
   *
   * @param request the whole of it
   */
  record V2Request(Request request) implements EntryPayload {

    /** The request is required. */
    public V2Request {
      Objects.requireNonNull(request, "request");
    }
  }

  /**
   * A v3 request.
   *
   * @param request the whole of it, with header and unknown fields
   */
  record InternalRequest(InternalRaftRequest request) implements EntryPayload {

    /** The request is required. */
    public InternalRequest {
      Objects.requireNonNull(request, "request");
    }
  }

  /**
   * One member added, promoted, updated or removed. It may have been refused: see {@link
   * io.drydock.formats.member.Membership#apply}.
   *
   * @param change as raft sees it
   * @param context what etcd attached
   */
  record ConfigChange(ConfChange change, ConfChangeContext context) implements EntryPayload {

    /** Both parts are required. */
    public ConfigChange {
      Objects.requireNonNull(change, "change");
      Objects.requireNonNull(context, "context");
    }
  }

  /**
   * Several changes at once. The raft library knows it; etcd never writes it.
   *
   * @param change as raft sees it
   */
  record ConfigChangeV2(ConfChangeV2 change) implements EntryPayload {

    /** The change is required. */
    public ConfigChangeV2 {
      Objects.requireNonNull(change, "change");
    }
  }

  /**
   * Data that no release of etcd could read.
   *
   * @param data as it is
   * @param reason why not
   */
  record Undecodable(Bytes data, String reason) implements EntryPayload {

    /** Both parts are required. */
    public Undecodable {
      Objects.requireNonNull(data, "data");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** What it asks for. */
  default RequestKind kind() {
    return Kinds.of(this);
  }

  /**
   * The v2 request, alone or inside a v3 request. The latter is defined up to 3.6, but no server
   * writes it.
   */
  default Optional<Request> v2() {
    return switch (this) {
      case V2Request(Request request) -> Optional.of(request);
      case InternalRequest(InternalRaftRequest request) when request.hasV2() ->
          Optional.of(request.getV2());
      case Empty _, InternalRequest _, ConfigChange _, ConfigChangeV2 _, Undecodable _ ->
          Optional.empty();
    };
  }
}
