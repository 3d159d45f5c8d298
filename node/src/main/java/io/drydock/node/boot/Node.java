package io.drydock.node.boot;

import io.drydock.formats.FormatException;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.wal.WalSegment;
import io.drydock.node.EtcdError;
import io.drydock.node.StopException;
import io.drydock.node.admin.metrics.NodeMetrics;
import io.drydock.node.apply.Done;
import io.drydock.node.config.ClientSettings;
import io.drydock.node.config.EtcdUrl;
import io.drydock.node.config.MemberSettings;
import io.drydock.node.config.NodeConfig;
import io.drydock.node.config.Release;
import io.drydock.node.engine.Engine;
import io.drydock.node.engine.EngineSettings;
import io.drydock.node.engine.Reply;
import io.drydock.node.rpc.ClientPort;
import io.drydock.node.rpc.ConnectionCallers;
import io.drydock.node.rpc.EventLoops;
import io.drydock.node.rpc.gateway.Gateway;
import io.drydock.node.rpc.grpc.CallMetrics;
import io.drydock.node.rpc.grpc.GrpcServer;
import io.drydock.node.rpc.grpc.IncomingBudget;
import io.drydock.node.rpc.grpc.Services;
import io.drydock.node.rpc.health.HealthRoutes;
import io.drydock.node.rpc.http.Bodies;
import io.drydock.node.rpc.http.HttpEdge;
import io.drydock.node.rpc.http.HttpHandler;
import io.drydock.node.rpc.http.Routes;
import io.drydock.node.rpc.service.EtcdServices;
import io.drydock.node.rpc.tls.SelfSigned;
import io.drydock.node.rpc.tls.ServerTls;
import io.drydock.node.storage.Bootstrap;
import io.drydock.node.storage.StorageOptions;
import io.drydock.node.storage.UnbootableException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member that serves clients. */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** A member publishes the minor version that it speaks. */
  private static final String CLUSTER_VERSION = "3.5.0";

  private static final int LOOPS = 1;
  private static final int MAILBOX_REQUESTS = 1 << 16;

  /** How long calls that are under way may take when the node ends. */
  private static final long GRACE_MILLIS = 5_000;

  /** JSON is longer than the message it holds: bytes are in base64, names are written out. */
  private static final int JSON_FACTOR = 2;

  private final NodeConfig config;
  private final Engine engine;
  private final EventLoops loops = new EventLoops(LOOPS);
  private final ExecutorService workers =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("maintenance").factory());
  private final NodeMetrics metrics;
  private final EngineVitals vitals;
  private final ClientPort port;
  private final HttpEdge probes;
  private List<SocketAddress> addresses = List.of();

  private Node(NodeConfig config, Engine engine, NodeMetrics metrics) {
    this.config = config;
    this.engine = engine;
    this.metrics = metrics;
    this.vitals = new EngineVitals(engine);
    Readings.add(metrics, engine, vitals, config);
    var services = EtcdServices.of(engine, Release.ETCD, config.services().maxTxnOps(), workers);
    var callers = new ConnectionCallers();
    long messageBytes = config.services().maxMessageBytes();
    var grpc = new GrpcServer(services, callers, messageBytes);
    CallMetrics.register(metrics.registry(), services, grpc.traffic());
    this.probes = edge(HealthRoutes.probes(vitals, metrics::text), callers, grpc.incoming());
    this.port =
        new ClientPort(
            loops,
            config.clients().connections(),
            grpc,
            edge(routes(services), callers, grpc.incoming()));
  }

  private Map<String, HttpHandler> routes(Services services) {
    var routes = new LinkedHashMap<String, HttpHandler>();
    routes.putAll(HealthRoutes.of(vitals, Release.ETCD, metrics::text));
    if (config.clients().gateway()) {
      var gateway = new Gateway(services, config.services().maxMessageBytes());
      routes.put("/v3/", gateway);
      routes.put("/v3beta/", gateway);
    }
    return routes;
  }

  private HttpEdge edge(
      Map<String, HttpHandler> routes, ConnectionCallers callers, IncomingBudget incoming) {
    ClientSettings clients = config.clients();
    long bytes = Math.min(Integer.MAX_VALUE, JSON_FACTOR * config.services().maxMessageBytes());
    return new HttpEdge(
        new Routes(routes),
        callers,
        clients.origins(),
        clients.hosts(),
        new Bodies((int) bytes, incoming));
  }

  /**
   * Starts a member; it serves on return.
   *
   * @throws UnbootableException when it must not start on what is there, or on these settings
   * @throws FormatException when its data is damaged, or newer than this release
   * @throws GeneralSecurityException when a certificate or key is none
   * @throws IOException when a file or an address cannot be had
   */
  public static Node start(NodeConfig config)
      throws IOException, UnbootableException, FormatException, GeneralSecurityException {
    // Certificates of its own go into the data directory: what is refused is refused before.
    boolean isSelfSigned = config.clients().selfSignedYears() > 0;
    Optional<ServerTls> given = isSelfSigned ? Optional.empty() : tls(config.clients());
    var storage = storage(config);
    var member = config.member();
    var objection = member.objectionToBootstrap();
    if (objection.isPresent() && !hasLog(storage)) {
      throw new UnbootableException(objection.get());
    }
    var metrics = new NodeMetrics();
    var times = new DiskReadings(metrics);
    var engine =
        Engine.start(member.dataDir(), storage, settings(config), bootstrap(member), times);
    var node = new Node(config, engine, metrics);
    boolean isDone = false;
    try {
      engine.notes().forEach(LOG::info);
      node.serve(isSelfSigned ? tls(config.clients()) : given);
      isDone = true;
      return node;
    } finally {
      if (!isDone) {
        node.close();
      }
    }
  }

  private static Optional<ServerTls> tls(ClientSettings clients)
      throws IOException, GeneralSecurityException {
    if (clients.tls().isEmpty()) {
      return Optional.empty();
    }
    var settings = clients.tls().get();
    if (clients.selfSignedYears() > 0) {
      var hosts = clients.urls().stream().map(EtcdUrl::host).distinct().toList();
      SelfSigned.ensure(settings.certFile(), settings.keyFile(), hosts, clients.selfSignedYears());
    }
    return Optional.of(new ServerTls(settings));
  }

  private static StorageOptions storage(NodeConfig config) {
    Path member = config.member().dataDir().resolve("member");
    return new StorageOptions(
        config.member().walDir().orElse(member.resolve("wal")),
        member.resolve("snap"),
        WalSegment.NOMINAL_BYTES,
        config.store().maxWals(),
        config.store().maxSnapshots(),
        config.raft().catchUpEntries());
  }

  private static boolean hasLog(StorageOptions storage) throws IOException {
    if (!Files.isDirectory(storage.walFolder())) {
      return false;
    }
    try (var files = Files.list(storage.walFolder())) {
      return files.anyMatch(file -> file.toString().endsWith(".wal"));
    }
  }

  private static EngineSettings settings(NodeConfig config) {
    return new EngineSettings(
        config.raft().heartbeatMillis(),
        config.raft().electionTicks(),
        config.raft().snapshotCount(),
        config.store().quotaBytes(),
        config.services().maxRequestBytes(),
        MAILBOX_REQUESTS);
  }

  private static Bootstrap bootstrap(MemberSettings member) {
    var peers = texts(member.peerUrls());
    var self = MemberId.ofBootstrap(peers, member.clusterToken());
    var attributes = new MemberAttributes(member.name(), List.of());
    var record = new MemberRecord(self, new RaftAttributes(peers, false), attributes);
    return new Bootstrap(self, List.of(record));
  }

  private static List<String> texts(List<EtcdUrl> urls) {
    return urls.stream().map(EtcdUrl::text).toList();
  }

  private void serve(Optional<ServerTls> tls) throws IOException {
    publish();
    addresses = new Listeners(config.clients(), tls).open(port, probes);
    AutoCompactor.start(engine, loops.group().next(), config.store().autoCompaction());
    LOG.info("ready to serve client requests");
  }

  private void publish() throws IOException {
    var published = new CompletableFuture<Done>();
    var attributes =
        new MemberAttributes(config.member().name(), texts(config.member().clientUrls()));
    engine.publish(
        attributes,
        CLUSTER_VERSION,
        new Reply<>() {
          @Override
          public void done(Done answer) {
            published.complete(answer);
          }

          @Override
          public void refused(EtcdError reason) {
            published.completeExceptionally(new IOException(reason.text()));
          }
        });
    try {
      published.get();
    } catch (ExecutionException e) {
      if (engine.ended().isCompletedExceptionally()) {
        Throwable why = engine.ended().exceptionNow();
        throw new StopException(why.getMessage(), why);
      }
      throw new IOException("the member could not publish itself: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the member published itself", e);
    }
  }

  /** Where clients are served, with the numbers of ports that were left open. */
  public List<SocketAddress> addresses() {
    return addresses;
  }

  /** Completed when the engine has ended: exceptionally when it had to. */
  public CompletableFuture<Void> ended() {
    return engine.ended();
  }

  /** Stops accepting, lets calls under way end, and makes everything durable. */
  @Override
  public void close() {
    port.shutDown(GRACE_MILLIS);
    engine.close();
    loops.close();
    workers.close();
  }
}
