package io.drydock.node.rpc.service;

import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.PeerUrl;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.Member;
import io.drydock.formats.proto.etcdserverpb.MemberAddRequest;
import io.drydock.formats.proto.etcdserverpb.MemberAddResponse;
import io.drydock.formats.proto.etcdserverpb.MemberListRequest;
import io.drydock.formats.proto.etcdserverpb.MemberListResponse;
import io.drydock.formats.proto.etcdserverpb.MemberPromoteRequest;
import io.drydock.formats.proto.etcdserverpb.MemberPromoteResponse;
import io.drydock.formats.proto.etcdserverpb.MemberRemoveRequest;
import io.drydock.formats.proto.etcdserverpb.MemberRemoveResponse;
import io.drydock.formats.proto.etcdserverpb.MemberUpdateRequest;
import io.drydock.formats.proto.etcdserverpb.MemberUpdateResponse;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.engine.Engine;
import io.drydock.node.rpc.grpc.GrpcStatus;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.UnaryCall;
import java.util.List;

/** {@code etcdserverpb.Cluster}. */
final class ClusterService {

  private final Engine engine;
  private final Headers headers;

  ClusterService(Engine engine, Headers headers) {
    this.engine = engine;
    this.headers = headers;
  }

  Service service() {
    return Service.named("etcdserverpb.Cluster")
        .unary("MemberAdd", MemberAddRequest.getDefaultInstance(), this::add)
        .unary("MemberRemove", MemberRemoveRequest.getDefaultInstance(), this::remove)
        .unary("MemberUpdate", MemberUpdateRequest.getDefaultInstance(), this::update)
        .unary("MemberList", MemberListRequest.getDefaultInstance(), this::list)
        .unary("MemberPromote", MemberPromoteRequest.getDefaultInstance(), this::promote);
  }

  private void add(MemberAddRequest request, UnaryCall<MemberAddResponse> call)
      throws RefusedException {
    boolean isAnyBad =
        request.getPeerURLsList().stream()
            .anyMatch(url -> PeerUrl.parse(url) instanceof PeerUrl.Refused);
    if (request.getPeerURLsCount() == 0 || isAnyBad) {
      throw new RefusedException(EtcdError.BAD_PEER_URLS);
    }
    boolean isTaken =
        engine.status().members().members().values().stream()
            .flatMap(member -> member.raft().peerUrls().stream())
            .anyMatch(request.getPeerURLsList()::contains);
    if (isTaken) {
      throw new RefusedException(EtcdError.PEER_URLS_EXIST);
    }
    // etcd adds it: a voter takes the quorum with it until it runs, which here it never could.
    call.fail(
        new GrpcStatus(
            GrpcStatus.UNIMPLEMENTED,
            "drydock: this release serves clusters of one member; none was added"));
  }

  private void remove(MemberRemoveRequest request, UnaryCall<MemberRemoveResponse> call)
      throws RefusedException {
    require(request.getID());
    // The last one: nobody would be left to have a quorum.
    throw new RefusedException(EtcdError.NOT_ENOUGH_STARTED);
  }

  private void update(MemberUpdateRequest request, UnaryCall<MemberUpdateResponse> call)
      throws RefusedException {
    MemberRecord member = require(request.getID());
    var urls = new RaftAttributes(request.getPeerURLsList(), false);
    var changed = new MemberRecord(member.id(), urls, MemberAttributes.EMPTY);
    var change =
        ConfChange.newBuilder()
            .setType(ConfChangeType.ConfChangeUpdateNode)
            .setNodeId(member.id().value())
            .setContext(new ConfChangeContext.OfMember(changed, false).encode().toByteString());
    engine.propose(
        change,
        new OnLoop<>(
            call,
            _ -> {
              var response = MemberUpdateResponse.newBuilder().setHeader(headers.withoutRevision());
              members().forEach(response::addMembers);
              call.reply(response.build());
            }));
  }

  private void promote(MemberPromoteRequest request, UnaryCall<MemberPromoteResponse> call)
      throws RefusedException {
    require(request.getID());
    throw new RefusedException(EtcdError.NOT_A_LEARNER);
  }

  private MemberRecord require(long id) throws RefusedException {
    return engine
        .status()
        .members()
        .member(new MemberId(id))
        .orElseThrow(() -> new RefusedException(EtcdError.MEMBER_NOT_FOUND));
  }

  private void list(MemberListRequest request, UnaryCall<MemberListResponse> call) {
    if (request.getLinearizable()) {
      engine.linearize(new OnLoop<>(call, _ -> answer(call)));
    } else {
      answer(call);
    }
  }

  private void answer(UnaryCall<MemberListResponse> call) {
    var response = MemberListResponse.newBuilder().setHeader(headers.withoutRevision());
    members().forEach(response::addMembers);
    call.reply(response.build());
  }

  private List<Member> members() {
    return engine.status().members().members().values().stream()
        .map(ClusterService::member)
        .toList();
  }

  private static Member member(MemberRecord record) {
    return Member.newBuilder()
        .setID(record.id().value())
        .setName(record.attributes().name())
        .addAllPeerURLs(record.raft().peerUrls())
        .addAllClientURLs(record.attributes().clientUrls())
        .setIsLearner(record.raft().isLearner())
        .build();
  }
}
