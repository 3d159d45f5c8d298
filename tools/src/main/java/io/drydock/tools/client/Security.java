package io.drydock.tools.client;

import io.drydock.tools.UsageException;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How connections are secured.
 *
 * @param trusted PEM file of the authorities that may have signed the server's certificate; empty
 *     for those of the JDK
 * @param identity the client's own certificate
 * @param verifies false to take any certificate of the server
 * @param isTlsDefault whether an endpoint without scheme is spoken to in TLS
 */
record Security(
    Optional<Path> trusted, Optional<Identity> identity, boolean verifies, boolean isTlsDefault) {

  /**
   * The client's certificate.
   *
   * @param certificate PEM file, the client's own first
   * @param key PEM file: PKCS#8, PKCS#1 or SEC 1, not encrypted
   */
  record Identity(Path certificate, Path key) {}

  /** Whether this endpoint is spoken to in TLS. */
  boolean isTls(Endpoint endpoint) {
    return switch (endpoint.scheme()) {
      case HTTP -> false;
      case HTTPS -> true;
      case NONE -> isTlsDefault;
    };
  }

  /**
   * For the library.
   *
   * @throws IOException when one of the files cannot be read
   * @throws UsageException when one of the files is no such PEM
   */
  ChannelCredentials credentials(Endpoint endpoint) throws IOException {
    if (!isTls(endpoint)) {
      return InsecureChannelCredentials.create();
    }
    var tls = TlsChannelCredentials.newBuilder();
    if (!verifies) {
      tls.trustManager(TrustingAll.MANAGERS);
    } else if (trusted.isPresent()) {
      tls.trustManager(new ByteArrayInputStream(pem("--cacert", trusted.get())));
    }
    if (identity.isPresent()) {
      byte[] certificate = pem("--cert", identity.get().certificate());
      byte[] key = PrivateKeyPem.toPkcs8(identity.get().key());
      tls.keyManager(new ByteArrayInputStream(certificate), new ByteArrayInputStream(key));
    }
    return tls.build();
  }

  private static byte[] pem(String flag, Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    if (!new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
      throw new UsageException(flag + " " + file + ": no certificate in PEM form in it");
    }
    return content;
  }

  /** What {@code --insecure-skip-tls-verify} asks for: neither chain nor name is looked at. */
  private static final class TrustingAll extends X509ExtendedTrustManager {

    private static final TrustManager[] MANAGERS = {new TrustingAll()};

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
