package io.drydock.node.rpc;

import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.node.EtcdError;
import io.drydock.node.apply.Done;
import io.drydock.node.engine.Engine;
import io.drydock.node.engine.EngineSettings;
import io.drydock.node.engine.Reply;
import io.drydock.node.rpc.grpc.GrpcServer;
import io.drydock.node.rpc.http.Bodies;
import io.drydock.node.rpc.http.HttpEdge;
import io.drydock.node.rpc.http.Routes;
import io.drydock.node.rpc.service.EtcdServices;
import io.drydock.node.storage.Bootstrap;
import io.drydock.node.storage.StorageOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A member in this JVM, on a port of its own. */
public final class NodeServer implements AutoCloseable {

  private static final int MESSAGE_BYTES_MAX = 1_572_864 + (512 << 10);
  private static final int MAX_TXN_OPS = 128;

  private final EventLoops loops = new EventLoops(1);
  private final ExecutorService workers = Executors.newSingleThreadExecutor();
  private final Engine engine;
  private final ClientPort port;
  private final int number;

  /** Starts on a directory; serves on return. */
  public NodeServer(Path dataDir) throws Exception {
    List<String> peers = List.of("http://localhost:2380");
    MemberId self = MemberId.ofBootstrap(peers, "etcd-cluster");
    var member =
        new MemberRecord(
            self, new RaftAttributes(peers, false), new MemberAttributes("default", List.of()));
    engine =
        Engine.start(
            dataDir,
            StorageOptions.etcd(dataDir),
            EngineSettings.DEFAULT,
            new Bootstrap(self, List.of(member)));
    var callers = new ConnectionCallers();
    var services = EtcdServices.of(engine, "3.5.30", MAX_TXN_OPS, workers);
    var grpc = new GrpcServer(services, callers, MESSAGE_BYTES_MAX);
    var edge =
        new HttpEdge(
            new Routes(Map.of()),
            callers,
            Set.of("*"),
            Set.of("*"),
            new Bodies(MESSAGE_BYTES_MAX, grpc.incoming()));
    port = new ClientPort(loops, EchoPort.settings(), grpc, edge);
    var any = new InetSocketAddress("127.0.0.1", 0);
    number =
        ((InetSocketAddress) port.listen(new Listener(any, Optional.empty(), Speaks.ALL)))
            .getPort();
    publish();
  }

  private void publish() {
    var published = new CompletableFuture<Done>();
    engine.publish(
        new MemberAttributes("default", List.of(address())),
        "3.5.0",
        new Reply<>() {
          @Override
          public void done(Done answer) {
            published.complete(answer);
          }

          @Override
          public void refused(EtcdError reason) {
            published.completeExceptionally(new IllegalStateException(reason.text()));
          }
        });
    published.join();
  }

  /** The number of the port on which it listens. */
  public int port() {
    return number;
  }

  /** Where it listens. */
  public String address() {
    return "127.0.0.1:" + number;
  }

  @Override
  public void close() {
    port.close();
    engine.close();
    loops.close();
    workers.close();
  }
}
