package io.drydock.node.rpc.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom a listener lets in: certificates that a trusted one signed, that are not on the list of
 * revoked ones, and whose names are allowed.
 *
 * <p>Source: client/pkg/transport listener.go and listener_tls.go of etcd 3.5: revoked are serial
 * numbers, whoever signed; either a common name or a host name is asked for.
 */
final class ClientTrust extends X509ExtendedTrustManager {
  private static final int SAN_DNS = 2;
  private static final int SAN_ADDRESS = 7;

  private final X509ExtendedTrustManager signers;
  private final Optional<X509CRL> revoked;
  private final List<String> commonNames;
  private final List<String> hostnames;

  private ClientTrust(
      X509ExtendedTrustManager signers, Optional<X509CRL> revoked, TlsSettings settings) {
    this.signers = signers;
    this.revoked = revoked;
    this.commonNames = settings.allowedCommonNames();
    this.hostnames = settings.allowedHostnames();
  }

  static ClientTrust of(TlsSettings settings) throws IOException, GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    if (settings.trustedCaFile().isPresent()) {
      int number = 0;
      for (var signer : PemFiles.certificates(settings.trustedCaFile().get())) {
        store.setCertificateEntry("ca" + number++, signer);
      }
      factory.init(store);
    } else {
      factory.init((KeyStore) null); // the system's
    }
    var signers =
        Stream.of(factory.getTrustManagers())
            .filter(X509ExtendedTrustManager.class::isInstance)
            .map(X509ExtendedTrustManager.class::cast)
            .findFirst()
            .orElseThrow(() -> new GeneralSecurityException("the JDK checks no certificates"));
    Optional<X509CRL> revoked = Optional.empty();
    if (settings.crlFile().isPresent()) {
      revoked = Optional.of(PemFiles.revoked(settings.crlFile().get()));
    }
    return new ClientTrust(signers, revoked, settings);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    signers.checkClientTrusted(chain, type);
    for (var each : chain) {
      if (revoked.isPresent()
          && revoked.get().getRevokedCertificate(each.getSerialNumber()) != null) {
        throw new CertificateException(
            "transport: certificate serial " + each.getSerialNumber().toString(16) + " revoked");
      }
    }
    if (!commonNames.isEmpty()
        && Names.commonName(chain[0]).filter(commonNames::contains).isEmpty()) {
      throw new CertificateException("client certificate authentication failed");
    }
    if (!hostnames.isEmpty() && hostnames.stream().noneMatch(name -> isFor(chain[0], name))) {
      throw new CertificateException("client certificate authentication failed");
    }
  }

  private static boolean isFor(X509Certificate certificate, String hostname) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null && names.stream().anyMatch(name -> matches(name, hostname));
    } catch (CertificateException e) {
      return false;
    }
  }

  private static boolean matches(List<?> name, String hostname) {
    if (!(name.get(1) instanceof String text)) {
      return false;
    }
    if (name.get(0).equals(SAN_ADDRESS)) {
      return text.equals(hostname);
    }
    if (!name.get(0).equals(SAN_DNS)) {
      return false;
    }
    int dot = hostname.indexOf('.');
    return text.equalsIgnoreCase(hostname)
        || text.startsWith("*.")
            && dot > 0
            && text.substring(1).equalsIgnoreCase(hostname.substring(dot));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    signers.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    signers.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    signers.checkServerTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return signers.getAcceptedIssuers();
  }
}
