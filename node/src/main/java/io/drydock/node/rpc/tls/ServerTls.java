package io.drydock.node.rpc.tls;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of a listener. Its files are looked at for every connection, and read again when one has
 * changed; while they cannot be read, such as half-way through a rotation, the last good ones hold.
 *
 * <p>BoringSSL does the work where netty-tcnative loads, else the JDK. Safe for use by several
 * threads.
 */
public final class ServerTls {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private final TlsSettings settings;
  private SslContext context;
  private List<Stamp> stamps;

  private record Stamp(Path file, FileTime modified, long bytes, Object fileKey) {
    static Stamp of(Path file) throws IOException {
      var attributes =
          Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
      return new Stamp(
          file, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }
  }

  /**
   * Reads the files.
   *
   * @throws IOException when one cannot be read
   * @throws GeneralSecurityException when one does not hold what it should
   */
  public ServerTls(TlsSettings settings) throws IOException, GeneralSecurityException {
    this.settings = settings;
    this.stamps = stamps();
    this.context = read();
  }

  /** What the next connection is to use. */
  public synchronized SslContext context() {
    try {
      var now = stamps();
      if (!now.equals(stamps)) {
        stamps = now;
        context = read();
        LOG.info("certificate files changed: new connections use the new ones");
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("certificate files changed, but cannot be used: {}", e.getMessage());
    }
    return context;
  }

  private List<Stamp> stamps() throws IOException {
    var stamped = new ArrayList<Stamp>();
    var files =
        Stream.of(
                Stream.of(settings.certFile(), settings.keyFile()),
                settings.trustedCaFile().stream(),
                settings.crlFile().stream())
            .flatMap(each -> each)
            .toList();
    for (var file : files) {
      stamped.add(Stamp.of(file));
    }
    return stamped;
  }

  private SslContext read() throws IOException, GeneralSecurityException {
    var builder =
        SslContextBuilder.forServer(
                PemFiles.key(settings.keyFile()), PemFiles.certificates(settings.certFile()))
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .protocols(settings.protocols())
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2,
                    ApplicationProtocolNames.HTTP_1_1));
    if (settings.cipherSuites().isEmpty()) {
      builder.ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    } else {
      builder.ciphers(settings.cipherSuites());
    }
    if (settings.clientCertAuth()) {
      builder.clientAuth(ClientAuth.REQUIRE).trustManager(ClientTrust.of(settings));
    }
    return builder.build();
  }
}
