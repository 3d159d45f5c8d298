package io.drydock.formats.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChange;
import java.util.Map;

/** The kind of what is decoded. */
final class Kinds {

  private static final Map<ByteString, RequestKind> BY_METHOD =
      Map.of(
          ByteString.copyFromUtf8("PUT"), RequestKind.V2_PUT,
          ByteString.copyFromUtf8("POST"), RequestKind.V2_POST,
          ByteString.copyFromUtf8("DELETE"), RequestKind.V2_DELETE,
          ByteString.copyFromUtf8("QGET"), RequestKind.V2_QGET,
          ByteString.copyFromUtf8("SYNC"), RequestKind.V2_SYNC,
          ByteString.copyFromUtf8("GET"), RequestKind.V2_OTHER,
          ByteString.copyFromUtf8("HEAD"), RequestKind.V2_OTHER);

  private Kinds() {}

  static RequestKind of(EntryPayload payload) {
    return switch (payload) {
      case EntryPayload.Empty _ -> RequestKind.NO_OP;
      case EntryPayload.V2Request(Request request) -> ofV2(request.getMethod());
      case EntryPayload.InternalRequest(InternalRaftRequest request) -> of(request);
      case EntryPayload.ConfigChange(ConfChange change, ConfChangeContext context) ->
          of(change, context);
      case EntryPayload.ConfigChangeV2 _ -> RequestKind.CONF_CHANGE_V2;
      case EntryPayload.Undecodable _ -> RequestKind.UNDECODABLE;
    };
  }

  /** True for the method of a v2 request, as far as servers know methods. */
  static boolean isMethod(ByteString method) {
    return BY_METHOD.containsKey(method);
  }

  static RequestKind ofV2(ByteString method) {
    return BY_METHOD.getOrDefault(method, RequestKind.V2_OTHER);
  }

  private static RequestKind of(InternalRaftRequest request) {
    return request.hasV2() ? ofV2(request.getV2().getMethod()) : RequestKind.of(request);
  }

  private static RequestKind of(ConfChange change, ConfChangeContext context) {
    boolean isPromote = context instanceof ConfChangeContext.OfMember(_, boolean flag) && flag;
    return switch (change.getType()) {
      case ConfChangeAddNode -> isPromote ? RequestKind.CONF_PROMOTE : RequestKind.CONF_ADD_NODE;
      case ConfChangeAddLearnerNode -> RequestKind.CONF_ADD_LEARNER;
      case ConfChangeRemoveNode -> RequestKind.CONF_REMOVE_NODE;
      case ConfChangeUpdateNode -> RequestKind.CONF_UPDATE_NODE;
      case UNRECOGNIZED -> RequestKind.CONF_OTHER;
    };
  }
}
