package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.DowngradeVersionTestRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.membershippb.ClusterMemberAttrSetRequest;
import io.drydock.formats.proto.membershippb.ClusterVersionSetRequest;
import io.drydock.formats.proto.membershippb.DowngradeInfoSetRequest;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeSingle;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.Redaction;
import io.drydock.formats.request.RequestKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Requests about members, versions and alarms, and the v2 requests that 3.4 and 3.5 log. */
final class ClusterWalk {

  private final Fields out;
  private final boolean showSecrets;

  ClusterWalk(Fields out, boolean showSecrets) {
    this.out = out;
    this.showSecrets = showSecrets;
  }

  void alarm(AlarmRequest alarm) throws IOException {
    out.word("action", KvWalk.word(alarm.getAction(), alarm.getActionValue()));
    if (alarm.getMemberID() != 0) {
      out.id("member_id", alarm.getMemberID());
    }
    if (alarm.getAlarmValue() != 0) {
      out.word("alarm", KvWalk.word(alarm.getAlarm(), alarm.getAlarmValue()));
    }
    RequestWalk.unknown(out, alarm, showSecrets);
  }

  void version(ClusterVersionSetRequest request) throws IOException {
    out.name("cluster_version", request.getVerBytes());
    RequestWalk.unknown(out, request, showSecrets);
  }

  void versionTest(DowngradeVersionTestRequest request) throws IOException {
    out.name("cluster_version", request.getVerBytes());
    RequestWalk.unknown(out, request, showSecrets);
  }

  void attributes(ClusterMemberAttrSetRequest request) throws IOException {
    out.id("member_id", request.getMemberID());
    out.name("name", request.getMemberAttributes().getNameBytes());
    out.names("client_urls", request.getMemberAttributes().getClientUrlsList().asByteStringList());
    RequestWalk.unknown(out, request.getMemberAttributes(), showSecrets);
    RequestWalk.unknown(out, request, showSecrets);
  }

  void downgrade(DowngradeInfoSetRequest request) throws IOException {
    out.truth("enabled", request.getEnabled());
    if (!request.getVerBytes().isEmpty()) {
      out.name("target_version", request.getVerBytes());
    }
    RequestWalk.unknown(out, request, showSecrets);
  }

  /** A v2 request with the fields that say something. */
  void write(Request v2) throws IOException {
    out.name("method", v2.getMethod());
    out.name("path", v2.getPath());
    boolean isSecret = !showSecrets && isSecret(v2);
    if (!v2.getVal().isEmpty()) {
      out.value("value", v2.getVal(), isSecret);
    }
    flag("dir", v2.getDir());
    if (!v2.getPrevValue().isEmpty()) {
      out.value("prev_value", v2.getPrevValue(), isSecret);
    }
    if (v2.getPrevIndex() != 0) {
      out.u64("prev_index", v2.getPrevIndex());
    }
    if (v2.hasPrevExist()) {
      out.truth("prev_exist", v2.getPrevExist());
    }
    if (v2.getExpiration() != 0) {
      out.time("expiration", v2.getExpiration());
    }
    flag("wait", v2.getWait());
    if (v2.getSince() != 0) {
      out.u64("since", v2.getSince());
    }
    flag("recursive", v2.getRecursive());
    flag("sorted", v2.getSorted());
    flag("quorum", v2.getQuorum());
    if (v2.getTime() != 0) {
      out.time("time", v2.getTime());
    }
    flag("stream", v2.getStream());
    if (v2.hasRefresh()) {
      out.truth("refresh", v2.getRefresh());
    }
    RequestWalk.unknown(out, v2, showSecrets);
  }

  void write(RequestKind kind, EntryPayload.ConfigChange payload) throws IOException {
    ConfChange change = payload.change();
    out.begin(kind.label());
    if (kind == RequestKind.CONF_OTHER) {
      out.i64("type", change.getTypeValue());
    }
    out.id("node_id", change.getNodeId());
    context(payload.context());
    RequestWalk.unknown(out, change, showSecrets);
    out.end();
    if (change.getId() != 0) {
      out.id("request_id", change.getId());
    }
  }

  void write(RequestKind kind, EntryPayload.ConfigChangeV2 payload) throws IOException {
    var change = payload.change();
    out.begin(kind.label());
    out.i64("transition", change.getTransitionValue());
    out.beginList("changes");
    for (ConfChangeSingle single : change.getChangesList()) {
      out.beginItem();
      out.i64("type", single.getTypeValue());
      out.id("node_id", single.getNodeId());
      out.endItem();
    }
    out.endList();
    if (!change.getContext().isEmpty()) {
      out.value("context", change.getContext(), false);
    }
    RequestWalk.unknown(out, change, showSecrets);
    out.end();
  }

  private void context(ConfChangeContext context) throws IOException {
    switch (context) {
      case ConfChangeContext.None() -> {} // a removal
      case ConfChangeContext.OfMember(MemberRecord member, boolean isPromote) -> {
        out.begin("member");
        out.id("id", member.id().value());
        name("name", member.attributes().name());
        names("peer_urls", member.raft().peerUrls());
        names("client_urls", member.attributes().clientUrls());
        flag("is_learner", member.raft().isLearner());
        flag("is_promote", isPromote);
        names("other_fields", others(member.otherFields()));
        out.end();
      }
      case ConfChangeContext.Unreadable(Bytes content, String reason) -> {
        out.value("context", content.toByteString(), false);
        name("reason", reason);
      }
    }
  }

  private static List<String> others(Map<String, String> fields) {
    return fields.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList();
  }

  private void name(String name, String text) throws IOException {
    if (!text.isEmpty()) {
      out.name(name, ByteString.copyFromUtf8(text));
    }
  }

  private void names(String name, List<String> texts) throws IOException {
    if (!texts.isEmpty()) {
      out.names(name, texts.stream().map(ByteString::copyFromUtf8).toList());
    }
  }

  private void flag(String name, boolean isSo) throws IOException {
    if (isSo) {
      out.flag(name);
    }
  }

  private static boolean isSecret(Request v2) {
    EntryPayload shown = Redaction.redact(new EntryPayload.V2Request(v2));
    return !shown.equals(new EntryPayload.V2Request(v2));
  }
}
