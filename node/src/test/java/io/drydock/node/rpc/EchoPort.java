package io.drydock.node.rpc;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.PutResponse;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.etcdserverpb.WatchRequest;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.rpc.gateway.Gateway;
import io.drydock.node.rpc.grpc.GrpcServer;
import io.drydock.node.rpc.grpc.Requests;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.Services;
import io.drydock.node.rpc.grpc.StreamCall;
import io.drydock.node.rpc.grpc.UnaryCall;
import io.drydock.node.rpc.health.HealthRoutes;
import io.drydock.node.rpc.http.Bodies;
import io.drydock.node.rpc.http.HttpAnswer;
import io.drydock.node.rpc.http.HttpEdge;
import io.drydock.node.rpc.http.HttpHandler;
import io.drydock.node.rpc.http.Routes;
import io.drydock.node.rpc.http2.ConnectionSettings;
import io.drydock.node.rpc.tls.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A port with services that answer by what they are asked, without a store: the key says what to
 * do.
 */
final class EchoPort implements AutoCloseable {
  static final int MESSAGE_BYTES_MAX = 1_572_864 + (512 << 10);

  /** Never answered: the call is abandoned, which {@link #abandoned} tells. */
  static final String SILENT = "silent";

  /** Refused. */
  static final String REFUSED = "refused";

  private static final String TEXT = "text/plain";
  private static final Set<String> ANY = Set.of("*");

  private final FakeVitals vitals = new FakeVitals();
  private final EventLoops loops = new EventLoops(1);
  private final ClientPort port;
  private final int number;
  private final CountDownLatch abandoned = new CountDownLatch(1);

  private EchoPort(ConnectionSettings settings, Optional<ServerTls> tls, Speaks speaks)
      throws IOException {
    var services = new Services(List.of(kvService(), watchService()));
    var callers = new ConnectionCallers();
    var grpc = new GrpcServer(services, callers, MESSAGE_BYTES_MAX);
    var routes = new HashMap<String, HttpHandler>();
    routes.putAll(
        HealthRoutes.of(vitals, "3.5.30", () -> "up 1\n".getBytes(StandardCharsets.UTF_8)));
    routes.put("/caller", each -> each.respond(text(each.caller().commonName().orElse("nobody"))));
    routes.put("/echo", each -> each.respond(HttpAnswer.of(200, TEXT, each.request().body())));
    var gateway = new Gateway(services, MESSAGE_BYTES_MAX);
    routes.put("/v3/", gateway);
    routes.put("/v3beta/", gateway);
    var edge =
        new HttpEdge(
            new Routes(routes),
            callers,
            ANY,
            ANY,
            new Bodies(2 * MESSAGE_BYTES_MAX, grpc.incoming()));
    port = new ClientPort(loops, settings, grpc, edge);
    var any = new InetSocketAddress("127.0.0.1", 0);
    number = ((InetSocketAddress) port.listen(new Listener(any, tls, speaks))).getPort();
  }

  static EchoPort open() throws IOException {
    return new EchoPort(settings(), Optional.empty(), Speaks.ALL);
  }

  static EchoPort open(ConnectionSettings settings) throws IOException {
    return new EchoPort(settings, Optional.empty(), Speaks.ALL);
  }

  static EchoPort open(Speaks speaks) throws IOException {
    return new EchoPort(settings(), Optional.empty(), speaks);
  }

  static EchoPort open(ServerTls tls) throws IOException {
    return new EchoPort(settings(), Optional.of(tls), Speaks.ALL);
  }

  static ConnectionSettings settings() {
    return new ConnectionSettings(
        ConnectionSettings.UNLIMITED_STREAMS,
        64 << 10,
        TimeUnit.SECONDS.toNanos(5),
        TimeUnit.HOURS.toNanos(2),
        TimeUnit.SECONDS.toNanos(20));
  }

  private static HttpAnswer text(String text) {
    return HttpAnswer.of(200, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private Service kvService() {
    return Service.named("etcdserverpb.KV")
        .unary("Range", RangeRequest.getDefaultInstance(), this::range)
        .unary("Put", PutRequest.getDefaultInstance(), EchoPort::put);
  }

  private static Service watchService() {
    return Service.named("etcdserverpb.Watch")
        .bidi("Watch", WatchRequest.getDefaultInstance(), EchoPort::watch);
  }

  private void range(RangeRequest request, UnaryCall<RangeResponse> call) throws RefusedException {
    switch (request.getKey().toStringUtf8()) {
      case SILENT -> call.onAbandoned(abandoned::countDown);
      case REFUSED -> throw new RefusedException(EtcdError.EMPTY_KEY);
      default -> {
        var value = ByteString.copyFrom(new byte[(int) request.getLimit()]);
        var found = KeyValue.newBuilder().setKey(request.getKey()).setValue(value);
        call.reply(RangeResponse.newBuilder().addKvs(found).setCount(1).build());
      }
    }
  }

  private static void put(PutRequest request, UnaryCall<PutResponse> call) {
    var header = ResponseHeader.newBuilder().setRevision(request.getValue().size());
    var response = PutResponse.newBuilder().setHeader(header).build();
    // Later, as after a commit.
    call.loop().execute(() -> call.reply(response));
  }

  /** Sends as many messages as the start revision says, of a value as large as the watch's id. */
  private static Requests<WatchRequest> watch(StreamCall<WatchResponse> call) {
    return new Requests<>() {
      @Override
      public void next(WatchRequest request) {
        var create = request.getCreateRequest();
        var reason = ByteString.copyFrom(new byte[(int) create.getWatchId()]).toStringUtf8();
        for (long number = 1; number <= create.getStartRevision(); number++) {
          call.send(WatchResponse.newBuilder().setWatchId(number).setCancelReason(reason).build());
        }
      }

      @Override
      public void end() {
        call.complete();
      }
    };
  }

  int number() {
    return number;
  }

  FakeVitals vitals() {
    return vitals;
  }

  boolean wasAbandoned() throws InterruptedException {
    return abandoned.await(20, TimeUnit.SECONDS);
  }

  void shutDown() {
    port.shutDown(20_000);
  }

  @Override
  public void close() {
    port.close();
    loops.close();
  }
}
