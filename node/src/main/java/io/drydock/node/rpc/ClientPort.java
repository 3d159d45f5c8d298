package io.drydock.node.rpc;

import io.drydock.node.rpc.grpc.GrpcServer;
import io.drydock.node.rpc.http.HttpEdge;
import io.drydock.node.rpc.http2.ConnectionSettings;
import io.drydock.node.rpc.http2.ServerConnection;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for clients on any number of addresses.
 *
 * <p>Made, opened and closed by one thread; connections belong to the event loops.
 */
public final class ClientPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClientPort.class);
  private static final int BACKLOG = 4096;

  /** Beyond the high mark a connection's data waits on its streams; below the low it goes on. */
  private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(256 << 10, 1 << 20);

  private final EventLoops loops;
  private final ConnectionSettings settings;
  private final GrpcServer grpc;
  private final HttpEdge edge;
  private final List<Channel> listeners = new ArrayList<>();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /** A port that does not listen yet. */
  public ClientPort(EventLoops loops, ConnectionSettings settings, GrpcServer grpc, HttpEdge edge) {
    this.loops = loops;
    this.settings = settings;
    this.grpc = grpc;
    this.edge = edge;
  }

  /**
   * Listens at an address more.
   *
   * @return the address, with the number of the port where 0 was asked for
   * @throws IOException when the address cannot be had
   */
  public SocketAddress listen(Listener listener) throws IOException {
    return listen(listener, edge);
  }

  /**
   * Listens at an address whose plain requests are served otherwise.
   *
   * @return the address, with the number of the port where 0 was asked for
   * @throws IOException when the address cannot be had
   */
  public SocketAddress listen(Listener listener, HttpEdge served) throws IOException {
    var bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(channelType(listener.address()))
            .handler(new Accepting())
            .childHandler(new Accepted(listener, served))
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS)
            .option(ChannelOption.SO_BACKLOG, BACKLOG);
    if (!(listener.address() instanceof DomainSocketAddress)) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.SO_KEEPALIVE, true);
    }
    if (listener.reusePort()) {
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
    }
    var bound = bootstrap.bind(listener.address()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + listener.address() + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    listeners.add(bound.channel());
    return bound.channel().localAddress();
  }

  private Class<? extends ServerChannel> channelType(SocketAddress address) throws IOException {
    if (!(address instanceof DomainSocketAddress)) {
      return loops.tcp();
    }
    return loops
        .unix()
        .orElseThrow(() -> new IOException("unix sockets need epoll, whose library did not load"));
  }

  /** Stops accepting, tells clients, and waits for calls under way, no longer than that. */
  public void shutDown(long graceMillis) {
    listeners.forEach(each -> each.close().awaitUninterruptibly());
    listeners.clear();
    for (var channel : connections) {
      channel.eventLoop().execute(() -> endWhenDone(channel));
    }
    connections.newCloseFuture().awaitUninterruptibly(graceMillis, TimeUnit.MILLISECONDS);
    connections.close().awaitUninterruptibly();
  }

  private static void endWhenDone(Channel channel) {
    var connection = channel.pipeline().get(ServerConnection.class);
    if (connection == null) {
      channel.close();
    } else {
      connection.shutDown();
    }
  }

  /** Stops at once. */
  @Override
  public void close() {
    shutDown(0);
  }

  /** Tells when connections cannot be accepted, such as for want of file descriptors. */
  private static final class Accepting extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.warn("no connection can be accepted: {}; tried again", cause.getMessage());
    }
  }

  /** Gives a new connection its handlers. */
  private final class Accepted extends ChannelInitializer<Channel> {
    private final Listener listener;
    private final PortProtocols protocols;

    private Accepted(Listener listener, HttpEdge served) {
      this.listener = listener;
      this.protocols = new PortProtocols(listener.speaks(), settings, grpc, served);
    }

    @Override
    protected void initChannel(Channel channel) {
      connections.add(channel);
      if (listener.tls().isPresent()) {
        SslHandler tls = listener.tls().get().context().newHandler(channel.alloc());
        channel.pipeline().addLast(tls, new Negotiated(protocols));
      } else {
        channel.pipeline().addLast(new Sniffer(protocols));
      }
    }
  }

  /** Goes on with what TLS has agreed on. */
  private static final class Negotiated extends ApplicationProtocolNegotiationHandler {
    private final PortProtocols protocols;

    private Negotiated(PortProtocols protocols) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.protocols = protocols;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        protocols.speakHttp2(ctx);
      } else {
        protocols.speakHttp1(ctx);
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      var reason = cause;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      LOG.atWarn()
          .addKeyValue("remote-addr", String.valueOf(ctx.channel().remoteAddress()))
          .addKeyValue("error", String.valueOf(reason.getMessage()))
          .log("rejected connection on client endpoint");
      ctx.close();
    }
  }
}
