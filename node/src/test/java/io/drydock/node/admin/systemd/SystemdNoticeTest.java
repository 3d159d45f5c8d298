package io.drydock.node.admin.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd gets. */
class SystemdNoticeTest {
  @TempDir private Path directory;

  @Test
  void readyIsOneDatagram() throws Exception {
    var got = new CompletableFuture<String>();
    var path = directory.resolve("notify").toString();
    try (var loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())) {
      var socket =
          new Bootstrap()
              .group(loop)
              .channel(EpollDomainDatagramChannel.class)
              .handler(
                  new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(
                        ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                      got.complete(packet.content().toString(StandardCharsets.UTF_8));
                    }
                  })
              .bind(new DomainSocketAddress(path))
              .sync()
              .channel();
      SystemdNotice.ready(path);
      assertEquals("READY=1", got.get(20, TimeUnit.SECONDS));
      socket.close().sync();
    }
  }

  @Test
  void nobodyThereIsAnError() {
    var path = directory.resolve("nobody").toString();
    assertThrows(IOException.class, () -> SystemdNotice.ready(path));
  }
}
