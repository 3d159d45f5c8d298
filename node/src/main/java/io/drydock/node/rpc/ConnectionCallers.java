package io.drydock.node.rpc;

import io.drydock.node.rpc.grpc.Caller;
import io.drydock.node.rpc.grpc.Callers;
import io.drydock.node.rpc.tls.Names;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Knows callers by their connection; asks TLS once a connection. */
public final class ConnectionCallers implements Callers {
  private static final AttributeKey<Caller> KNOWN = AttributeKey.valueOf("drydock.caller");

  @Override
  public Caller of(ChannelHandlerContext context) {
    var known = context.channel().attr(KNOWN);
    var caller = known.get();
    if (caller == null) {
      caller = identify(context);
      known.set(caller);
    }
    return caller;
  }

  private static Caller identify(ChannelHandlerContext context) {
    var address = String.valueOf(context.channel().remoteAddress());
    var tls = context.pipeline().get(SslHandler.class);
    Optional<String> name = tls == null ? Optional.empty() : commonName(tls);
    return new Caller(address.startsWith("/") ? address.substring(1) : address, name, false);
  }

  private static Optional<String> commonName(SslHandler tls) {
    try {
      return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate shown
          ? Names.commonName(shown)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty(); // no certificate was asked for, or none shown
    }
  }
}
