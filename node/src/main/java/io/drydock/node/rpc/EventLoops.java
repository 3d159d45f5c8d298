package io.drydock.node.rpc;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The threads that serve connections: by epoll where its library loads, else by NIO. */
public final class EventLoops implements AutoCloseable {
  private final EventLoopGroup group;
  private final boolean epoll = Epoll.isAvailable();

  /** Starts no thread yet; each starts with its first connection. */
  public EventLoops(int threads) {
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("loop"), io);
  }

  /** All of them. */
  public EventLoopGroup group() {
    return group;
  }

  Class<? extends ServerSocketChannel> tcp() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Sockets in the file system, where there are any. */
  Optional<Class<? extends ServerDomainSocketChannel>> unix() {
    return epoll ? Optional.of(EpollServerDomainSocketChannel.class) : Optional.empty();
  }

  /** Ends the threads; what they have begun is done first. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
