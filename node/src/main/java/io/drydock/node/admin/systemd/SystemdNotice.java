package io.drydock.node.admin.systemd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A datagram to the socket that systemd names in {@code NOTIFY_SOCKET}. */
public final class SystemdNotice {
  private SystemdNotice() {}

  /**
   * Says that the node serves.
   *
   * @param socket a path, or with an {@code @} before it a name of the abstract kind
   * @throws IOException when it cannot be sent
   */
  public static void ready(String socket) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException("sockets of the file system need epoll, whose library did not load");
    }
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      send(loop, socket.startsWith("@") ? "\0" + socket.substring(1) : socket);
    } finally {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }

  private static void send(EventLoopGroup loop, String path) throws IOException {
    var opened =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainDatagramChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    // Nothing is received.
                  }
                })
            .connect(new DomainSocketAddress(path))
            .awaitUninterruptibly();
    if (!opened.isSuccess()) {
      throw new IOException("systemd is not there at " + path, opened.cause());
    }
    var text = Unpooled.copiedBuffer("READY=1", StandardCharsets.US_ASCII);
    var sent = opened.channel().writeAndFlush(text).awaitUninterruptibly();
    opened.channel().close().awaitUninterruptibly();
    if (!sent.isSuccess()) {
      throw new IOException("systemd could not be told at " + path, sent.cause());
    }
  }
}
