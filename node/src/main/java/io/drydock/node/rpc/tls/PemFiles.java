package io.drydock.node.rpc.tls;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads certificates, keys and lists of revoked ones. */
final class PemFiles {
  private PemFiles() {}

  /**
   * A private key: PKCS#8, PKCS#1 or SEC 1.
   *
   * @throws GeneralSecurityException when there is none in the file, or it is encrypted
   */
  static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    try (var parser = new PEMParser(text(file))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        var converter = new JcaPEMKeyConverter();
        if (part instanceof PrivateKeyInfo key) {
          return converter.getPrivateKey(key);
        }
        if (part instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
      }
    }
    throw new GeneralSecurityException("tls: failed to find a private key in PEM in " + file);
  }

  /**
   * All certificates of a file.
   *
   * @throws CertificateException when there is none
   */
  static X509Certificate[] certificates(Path file) throws IOException, CertificateException {
    var found = new ArrayList<X509Certificate>();
    try (var parser = new PEMParser(text(file))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof X509CertificateHolder holder) {
          found.add(new JcaX509CertificateConverter().getCertificate(holder));
        }
      }
    }
    if (found.isEmpty()) {
      throw new CertificateException("tls: failed to find any certificate in PEM in " + file);
    }
    return found.toArray(X509Certificate[]::new);
  }

  /** A list of revoked certificates, DER or PEM. */
  static X509CRL revoked(Path file) throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      var factory = java.security.cert.CertificateFactory.getInstance("X.509");
      return (X509CRL) factory.generateCRL(in);
    }
  }

  private static Reader text(Path file) throws IOException {
    return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
  }
}
