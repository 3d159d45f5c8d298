package io.drydock.node.rpc;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A signer of a test's own, with the certificates it has issued as files. */
final class Certificates {
  private static final char[] NO_PASSWORD = {};

  private final Path directory;
  private final Map<String, KeyPair> keys = new HashMap<>();
  private final Map<String, X509Certificate> issued = new HashMap<>();
  private long lastSerial;

  Certificates(Path directory) throws Exception {
    this.directory = directory;
    issue("ca", "ca");
  }

  /** Issues a certificate, or another one in its place, for a common name that is a host name. */
  void issue(String file, String name)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    keys.put(file, generator.generateKeyPair());
    var now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=ca"),
            BigInteger.valueOf(++lastSerial),
            Date.from(now.minus(1, ChronoUnit.HOURS)),
            Date.from(now.plus(1, ChronoUnit.HOURS)),
            new X500Name("CN=" + name),
            keys.get(file).getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(file.equals("ca")));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(signingKey());
    var made = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    issued.put(file, made);
    // The key first: while the two do not fit, the pair before is used.
    write(key(file), new PemObject("PRIVATE KEY", keys.get(file).getPrivate().getEncoded()));
    write(cert(file), made);
  }

  private PrivateKey signingKey() {
    return keys.get("ca").getPrivate();
  }

  /** A list on which the certificate is. */
  Path revoke(String file) throws OperatorCreationException, IOException {
    var now = Date.from(Instant.now());
    var builder = new X509v2CRLBuilder(new X500Name("CN=ca"), now);
    builder.addCRLEntry(issued.get(file).getSerialNumber(), now, CRLReason.privilegeWithdrawn);
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(signingKey());
    var list = directory.resolve("revoked.der");
    Files.write(list, builder.build(signer).getEncoded());
    return list;
  }

  Path cert(String file) {
    return directory.resolve(file + ".pem");
  }

  Path key(String file) {
    return directory.resolve(file + "-key.pem");
  }

  /** A client that trusts the signer and shows that certificate; none for an empty name. */
  SSLContext context(String file) throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", issued.get("ca"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (!file.isEmpty()) {
      var chain = new Certificate[] {issued.get(file)};
      own.setKeyEntry(file, keys.get(file).getPrivate(), NO_PASSWORD, chain);
    }
    var identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    identity.init(own, NO_PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  static BigInteger serial(Certificate certificate) {
    return ((X509Certificate) certificate).getSerialNumber();
  }

  private static void write(Path file, Object part) throws IOException {
    try (var writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
      writer.writeObject(part);
    }
  }
}
