package io.drydock.tools.client;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.AuthenticateRequest;
import io.drydock.formats.proto.etcdserverpb.AuthenticateResponse;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.etcdserverpb.SnapshotRequest;
import io.drydock.formats.proto.etcdserverpb.SnapshotResponse;
import io.drydock.formats.proto.etcdserverpb.StatusRequest;
import io.drydock.formats.proto.etcdserverpb.StatusResponse;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A gRPC server that speaks the part of etcd's API that a save needs, over a snapshot file of real
 * etcd; it can be told to do wrong.
 */
public final class FakeEtcd implements AutoCloseable {

  /** What it does instead of sending the snapshot to its end. */
  public sealed interface Fault {

    /** Nothing wrong. */
    record None() implements Fault {}

    /** Sends so many bytes, then nothing, and does not end. */
    record Hang(int afterBytes) implements Fault {}

    /** Sends so many bytes, then ends as if that was all. */
    record Cut(int afterBytes) implements Fault {}

    /** Sends so many bytes, then breaks the connection off. */
    record Abort(int afterBytes) implements Fault {}

    /** Sends so many bytes, then an error. */
    record Fail(int afterBytes, String message) implements Fault {}

    /** Changes a bit of the byte at this place. */
    record Flip(int offset) implements Fault {}
  }

  private static final int PIECE_BYTES = 32 * 1024;
  private static final int CHECKSUM_BYTES = 32;
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final byte[] snapshot;
  private final CountDownLatch isHanging = new CountDownLatch(1);
  private volatile Fault fault = new Fault.None();
  private volatile StatusResponse status;
  private volatile long revision = 1;
  private volatile Optional<Login.User> user = Optional.empty();
  private volatile Optional<Status> readFailure = Optional.empty();
  private Server server;
  private int port;

  private FakeEtcd(byte[] snapshot) {
    this.snapshot = snapshot;
    this.status = member(1, 1);
  }

  /** Starts one in plain text. */
  public static FakeEtcd start(byte[] snapshot) throws IOException {
    return start(snapshot, InsecureServerCredentials.create());
  }

  /** Starts one. */
  public static FakeEtcd start(byte[] snapshot, ServerCredentials credentials) throws IOException {
    var fake = new FakeEtcd(snapshot);
    var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    fake.server =
        NettyServerBuilder.forAddress(address, credentials)
            .addService(ServerInterceptors.intercept(fake.maintenance(), fake.new TokenCheck()))
            .addService(ServerInterceptors.intercept(fake.kv(), fake.new TokenCheck()))
            .addService(fake.auth())
            .build()
            .start();
    fake.port = fake.server.getPort();
    return fake;
  }

  /** From now on it does this. */
  public FakeEtcd with(Fault next) {
    fault = next;
    return this;
  }

  /** Its own id, and whom it takes for the leader. */
  public FakeEtcd as(long memberId, long leaderId, String... errors) {
    status =
        StatusResponse.newBuilder(member(memberId, leaderId)).addAllErrors(List.of(errors)).build();
    return this;
  }

  /** Changes the answer to Status. */
  public FakeEtcd saying(StatusResponse answer) {
    status = answer;
    return this;
  }

  /** The store's revision that a linearizable read is answered with. */
  public FakeEtcd at(long newRevision) {
    revision = newRevision;
    return this;
  }

  /** Linearizable reads fail. */
  public FakeEtcd refusingReads(Status failure) {
    readFailure = Optional.of(failure);
    return this;
  }

  /** Only this user may ask for anything. */
  public FakeEtcd requiring(Login.User only) {
    user = Optional.of(only);
    return this;
  }

  /** What it says of itself. */
  public StatusResponse status() {
    return status;
  }

  /** HOST:PORT. */
  public String endpoint() {
    return "127.0.0.1:" + port;
  }

  /** Returns once a stream hangs. */
  public void awaitHanging() throws InterruptedException {
    isHanging.await();
  }

  private StatusResponse member(long memberId, long leaderId) {
    return StatusResponse.newBuilder()
        .setHeader(ResponseHeader.newBuilder().setClusterId(0xc1).setMemberId(memberId))
        .setVersion("3.5.30")
        .setDbSize(snapshot.length)
        .setLeader(leaderId)
        .setRaftIndex(100)
        .setRaftAppliedIndex(100)
        .build();
  }

  private ServerServiceDefinition maintenance() {
    return ServerServiceDefinition.builder("etcdserverpb.Maintenance")
        .addMethod(
            Calls.STATUS,
            ServerCalls.asyncUnaryCall(
                (StatusRequest request, StreamObserver<StatusResponse> out) -> answer(out, status)))
        .addMethod(
            Calls.SNAPSHOT,
            ServerCalls.asyncServerStreamingCall(
                (SnapshotRequest request, StreamObserver<SnapshotResponse> out) ->
                    new Sending((ServerCallStreamObserver<SnapshotResponse>) out).begin()))
        .build();
  }

  private ServerServiceDefinition kv() {
    return ServerServiceDefinition.builder("etcdserverpb.KV")
        .addMethod(
            Calls.RANGE,
            ServerCalls.asyncUnaryCall(
                (RangeRequest request, StreamObserver<RangeResponse> out) -> {
                  if (readFailure.isPresent()) {
                    out.onError(readFailure.get().asException());
                  } else {
                    var header = ResponseHeader.newBuilder().setRevision(revision);
                    answer(out, RangeResponse.newBuilder().setHeader(header).build());
                  }
                }))
        .build();
  }

  private ServerServiceDefinition auth() {
    return ServerServiceDefinition.builder("etcdserverpb.Auth")
        .addMethod(
            Calls.AUTHENTICATE,
            ServerCalls.asyncUnaryCall(
                (AuthenticateRequest request, StreamObserver<AuthenticateResponse> out) -> {
                  if (user.isEmpty()) {
                    out.onError(
                        Status.FAILED_PRECONDITION
                            .withDescription("etcdserver: authentication is not enabled")
                            .asException());
                  } else if (user.get()
                      .equals(new Login.User(request.getName(), request.getPassword()))) {
                    answer(out, AuthenticateResponse.newBuilder().setToken("t.1").build());
                  } else {
                    out.onError(
                        Status.INVALID_ARGUMENT
                            .withDescription(
                                "etcdserver: authentication failed, invalid user ID or password")
                            .asException());
                  }
                }))
        .build();
  }

  private static <T> void answer(StreamObserver<T> out, T message) {
    out.onNext(message);
    out.onCompleted();
  }

  private final class TokenCheck implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (user.isPresent() && !"t.1".equals(headers.get(TOKEN))) {
        call.close(
            Status.UNAUTHENTICATED.withDescription("etcdserver: invalid auth token"),
            new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, headers);
    }
  }

  /** Sends no faster than the client takes, as a server with flow control does. */
  private final class Sending {
    private final ServerCallStreamObserver<SnapshotResponse> out;
    private final byte[] content = snapshot.clone();
    private final int end;
    private int sent;
    private boolean isOver;

    Sending(ServerCallStreamObserver<SnapshotResponse> out) {
      this.out = out;
      this.end =
          switch (fault) {
            case Fault.None() -> content.length;
            case Fault.Flip(int offset) -> {
              content[offset] ^= 4;
              yield content.length;
            }
            case Fault.Hang(int after) -> after;
            case Fault.Cut(int after) -> after;
            case Fault.Abort(int after) -> after;
            case Fault.Fail(int after, String _) -> after;
          };
    }

    void begin() {
      out.setOnReadyHandler(this::send);
    }

    private void send() {
      while (out.isReady() && sent < end) {
        int image = content.length - CHECKSUM_BYTES;
        int length = Math.min(PIECE_BYTES, (sent < image ? Math.min(end, image) : end) - sent);
        out.onNext(
            SnapshotResponse.newBuilder()
                .setRemainingBytes(Math.max(0, image - sent - length))
                .setBlob(ByteString.copyFrom(content, sent, length))
                .build());
        sent += length;
      }
      if (sent == end && !isOver) {
        isOver = true;
        finish();
      }
    }

    private void finish() {
      switch (fault) {
        case Fault.None _, Fault.Flip _, Fault.Cut _ -> out.onCompleted();
        case Fault.Hang _ -> isHanging.countDown();
        case Fault.Abort _ -> server.shutdownNow();
        case Fault.Fail(int _, String message) ->
            out.onError(Status.UNKNOWN.withDescription(message).asException());
      }
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
