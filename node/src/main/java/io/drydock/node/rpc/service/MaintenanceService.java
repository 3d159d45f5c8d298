package io.drydock.node.rpc.service;

import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.proto.etcdserverpb.AlarmMember;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.AlarmResponse;
import io.drydock.formats.proto.etcdserverpb.DefragmentRequest;
import io.drydock.formats.proto.etcdserverpb.DefragmentResponse;
import io.drydock.formats.proto.etcdserverpb.DowngradeRequest;
import io.drydock.formats.proto.etcdserverpb.DowngradeResponse;
import io.drydock.formats.proto.etcdserverpb.HashKVRequest;
import io.drydock.formats.proto.etcdserverpb.HashKVResponse;
import io.drydock.formats.proto.etcdserverpb.HashRequest;
import io.drydock.formats.proto.etcdserverpb.HashResponse;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.MoveLeaderRequest;
import io.drydock.formats.proto.etcdserverpb.MoveLeaderResponse;
import io.drydock.formats.proto.etcdserverpb.SnapshotRequest;
import io.drydock.formats.proto.etcdserverpb.SnapshotResponse;
import io.drydock.formats.proto.etcdserverpb.StatusRequest;
import io.drydock.formats.proto.etcdserverpb.StatusResponse;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.engine.Engine;
import io.drydock.node.engine.Status;
import io.drydock.node.rpc.grpc.Call;
import io.drydock.node.rpc.grpc.GrpcStatus;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.StreamCall;
import io.drydock.node.rpc.grpc.UnaryCall;
import java.util.concurrent.Executor;

/** {@code etcdserverpb.Maintenance}. */
final class MaintenanceService {

  private final Engine engine;
  private final Headers headers;
  private final String version;
  private final Executor workers;

  /**
   * The service.
   *
   * @param version of etcd, that this member passes for
   * @param workers run what takes long
   */
  MaintenanceService(Engine engine, Headers headers, String version, Executor workers) {
    this.engine = engine;
    this.headers = headers;
    this.version = version;
    this.workers = workers;
  }

  Service service() {
    return Service.named("etcdserverpb.Maintenance")
        .unary("Alarm", AlarmRequest.getDefaultInstance(), this::alarm)
        .unary("Status", StatusRequest.getDefaultInstance(), this::status)
        .unary("Defragment", DefragmentRequest.getDefaultInstance(), this::defragment)
        .unary("Hash", HashRequest.getDefaultInstance(), this::hash)
        .unary("HashKV", HashKVRequest.getDefaultInstance(), this::hashKv)
        .serverStream("Snapshot", SnapshotRequest.getDefaultInstance(), this::snapshot)
        .unary("MoveLeader", MoveLeaderRequest.getDefaultInstance(), this::moveLeader)
        .unary("Downgrade", DowngradeRequest.getDefaultInstance(), this::downgrade);
  }

  private void alarm(AlarmRequest request, UnaryCall<AlarmResponse> call) {
    engine.propose(
        InternalRaftRequest.newBuilder().setAlarm(request),
        new OnLoop<>(
            call,
            done -> {
              var response = (AlarmResponse) done.response();
              call.reply(response.toBuilder().setHeader(headers.at(done.revision())).build());
            }));
  }

  private void status(StatusRequest request, UnaryCall<StatusResponse> call) {
    Status now = engine.status();
    var response =
        StatusResponse.newBuilder()
            .setHeader(headers.now())
            .setVersion(version)
            .setDbSize(now.dbBytes())
            .setDbSizeInUse(now.dbInUseBytes())
            .setLeader(now.leader())
            .setRaftIndex(now.commitIndex())
            .setRaftTerm(now.term())
            .setRaftAppliedIndex(now.appliedIndex());
    if (now.leader() == 0) {
      response.addErrors(EtcdError.NO_LEADER.text());
    }
    for (AlarmMember alarm : now.alarms()) {
      response.addErrors(
          "memberID:%s alarm:%s "
              .formatted(Long.toUnsignedString(alarm.getMemberID()), alarm.getAlarm()));
    }
    call.reply(response.build());
  }

  /** Answered without a header, as by etcd. */
  private void defragment(DefragmentRequest request, UnaryCall<DefragmentResponse> call) {
    aside(
        call,
        () -> {
          engine.defragment();
          return () -> call.reply(DefragmentResponse.getDefaultInstance());
        });
  }

  private void hash(HashRequest request, UnaryCall<HashResponse> call) {
    aside(
        call,
        () -> {
          int hash = engine.backendHash();
          return () ->
              call.reply(HashResponse.newBuilder().setHeader(headers.now()).setHash(hash).build());
        });
  }

  private void hashKv(HashKVRequest request, UnaryCall<HashKVResponse> call) {
    aside(
        call,
        () -> {
          HashKv hash = engine.ask(view -> view.hashKv(request.getRevision()));
          return () ->
              call.reply(
                  HashKVResponse.newBuilder()
                      .setHeader(headers.now())
                      .setHash(hash.hash())
                      .setCompactRevision(hash.compactRevision())
                      .build());
        });
  }

  private void snapshot(SnapshotRequest request, StreamCall<SnapshotResponse> call) {
    var stream = new SnapshotStream(engine, call);
    stream.attach();
    Thread.ofPlatform().name("snapshot").daemon().start(stream);
  }

  private void moveLeader(MoveLeaderRequest request, UnaryCall<MoveLeaderResponse> call)
      throws RefusedException {
    Status now = engine.status();
    if (now.leader() != engine.memberId().value()) {
      throw new RefusedException(EtcdError.NOT_LEADER);
    }
    if (request.getTargetID() != now.leader()) {
      throw new RefusedException(EtcdError.BAD_LEADER_TRANSFEREE);
    }
    call.reply(MoveLeaderResponse.newBuilder().setHeader(headers.withoutRevision()).build());
  }

  /**
   * Says whether a downgrade would be possible. To carry one out takes other members, which this
   * release cannot have.
   */
  private void downgrade(DowngradeRequest request, UnaryCall<DowngradeResponse> call)
      throws RefusedException {
    switch (request.getAction()) {
      case VALIDATE -> {
        String agreed = validate(request.getVersion());
        call.reply(
            DowngradeResponse.newBuilder().setHeader(headers.now()).setVersion(agreed).build());
      }
      case ENABLE -> {
        validate(request.getVersion());
        call.fail(
            new GrpcStatus(
                GrpcStatus.UNIMPLEMENTED, "drydock: this release cannot carry out a downgrade"));
      }
      case CANCEL -> throw new RefusedException(EtcdError.NO_DOWNGRADE);
      case UNRECOGNIZED ->
          call.fail(
              new GrpcStatus(GrpcStatus.UNIMPLEMENTED, "drydock: no such action of a downgrade"));
    }
  }

  private String validate(String target) throws RefusedException {
    EtcdVersion wanted =
        EtcdVersion.parse(target)
            .orElseThrow(() -> new RefusedException(EtcdError.BAD_DOWNGRADE_VERSION));
    String agreed =
        engine
            .status()
            .clusterVersion()
            .orElseThrow(() -> new RefusedException(EtcdError.CLUSTER_VERSION_UNAVAILABLE));
    EtcdVersion now = EtcdVersion.parse(agreed).orElseThrow();
    if (wanted.major() != now.major() || wanted.minor() != now.minor() - 1) {
      throw new RefusedException(EtcdError.INVALID_DOWNGRADE_TARGET);
    }
    return agreed;
  }

  @FunctionalInterface
  private interface Work {
    Runnable run() throws RefusedException;
  }

  /** Works away from the event loop, and answers on it. */
  private void aside(Call call, Work work) {
    workers.execute(() -> {
      try {
        Runnable answer = work.run();
        call.loop().execute(answer);
      } catch (RefusedException refused) {
        call.loop().execute(() -> call.fail(refused.error()));
      }
    });
  }
}
