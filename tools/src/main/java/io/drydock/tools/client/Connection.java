package io.drydock.tools.client;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.AuthenticateRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.StatusRequest;
import io.drydock.tools.cli.Version;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One member, spoken to. */
public final class Connection implements AutoCloseable {

  /** A piece of a snapshot has 32 KiB; so much of a message is still taken. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  /** A host that died does not say so: the transport asks this often, no server minds it. */
  private static final int ALIVE_SECONDS = 20;

  private static final String NOT_ENABLED = "authentication is not enabled";
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  /** The library reports on stderr what we report in a better way; held, or it is forgotten. */
  private static final Logger LIBRARY = Logger.getLogger("io.grpc");

  static {
    LIBRARY.setLevel(Level.OFF);
  }

  private final Endpoint endpoint;
  private final Access access;
  private final ManagedChannel channel;
  private final Metadata credentials = new Metadata();

  private Connection(Endpoint endpoint, Access access, ManagedChannel channel) {
    this.endpoint = endpoint;
    this.access = access;
    this.channel = channel;
  }

  /**
   * Connects, and logs in where that is asked for.
   *
   * @throws IOException when the member cannot be reached, refuses, or does not answer in time
   */
  public static Connection open(Endpoint endpoint, Access access) throws IOException {
    ManagedChannel channel =
        Grpc.newChannelBuilder(endpoint.target(), access.security().credentials(endpoint))
            .userAgent("drydock/" + Version.text())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(ALIVE_SECONDS, TimeUnit.SECONDS)
            .disableRetry()
            .directExecutor()
            .build();
    var connection = new Connection(endpoint, access, channel);
    boolean isOpen = false;
    try {
      connection.logIn();
      isOpen = true;
      return connection;
    } finally {
      if (!isOpen) {
        connection.close();
      }
    }
  }

  private void logIn() throws IOException {
    switch (access.login()) {
      case Login.Anonymous() -> {}
      case Login.Token(String token) -> credentials.put(TOKEN, token);
      case Login.User(String name, String password) -> {
        var request = AuthenticateRequest.newBuilder().setName(name).setPassword(password).build();
        try {
          credentials.put(TOKEN, ask(Calls.AUTHENTICATE, request).getToken());
        } catch (StatusRuntimeException refused) {
          // As etcdctl: a user is no hindrance where none is needed.
          if (!String.valueOf(refused.getStatus().getDescription()).contains(NOT_ENABLED)) {
            throw failure("log in as " + name, refused);
          }
        }
      }
    }
  }

  /** Whom this is a connection to. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * What the member says of itself.
   *
   * @throws IOException when it does not answer in time, or refuses
   */
  public MemberStatus status() throws IOException {
    try {
      return MemberStatus.of(ask(Calls.STATUS, StatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException refused) {
      throw failure("status", refused);
    }
  }

  /**
   * Reads linearizably: on return the member has applied every write that was acknowledged, by
   * whichever member, before the call.
   *
   * @return revision of its store then
   * @throws IOException when there is no leader, no answer in time, or a refusal
   */
  public long awaitAcknowledgedWrites() throws IOException {
    var request =
        RangeRequest.newBuilder()
            .setKey(ByteString.copyFrom(new byte[1]))
            .setCountOnly(true)
            .build();
    try {
      return ask(Calls.RANGE, request).getHeader().getRevision();
    } catch (StatusRuntimeException refused) {
      throw failure("linearizable read", refused);
    }
  }

  /**
   * Asks for the snapshot.
   *
   * @throws IOException when there is no time left
   */
  public SnapshotStream snapshot() throws IOException {
    TimeLimit limit = access.patience().limit();
    limit.check();
    CallOptions options = CallOptions.DEFAULT;
    if (limit.left().isPresent()) {
      options = options.withDeadlineAfter(limit.left().get());
    }
    var headers = new Metadata();
    headers.merge(credentials);
    return SnapshotStream.start(
        channel.newCall(Calls.SNAPSHOT, options), headers, endpoint, access);
  }

  /** One request, one answer. */
  <Q, A> A ask(MethodDescriptor<Q, A> method, Q request) throws IOException {
    Duration patience = access.patience().limit().left(access.patience().dial());
    var attached = MetadataUtils.newAttachHeadersInterceptor(credentials);
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, attached),
        method,
        CallOptions.DEFAULT.withDeadlineAfter(patience),
        request);
  }

  /** What a refusal comes to. */
  IOException failure(String what, StatusRuntimeException refused) throws IOException {
    access.patience().limit().check();
    return Refusal.of(endpoint, what, refused.getStatus(), access);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
