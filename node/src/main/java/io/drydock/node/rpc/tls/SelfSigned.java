package io.drydock.node.rpc.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certificate that a node makes for itself, for {@code --auto-tls}.
 *
 * <p>Source: client/pkg/transport listener.go of etcd 3.5, SelfCert: ECDSA, organization "etcd",
 * usage of a server and a client, kept in {@code fixtures/client} and used again.
 */
public final class SelfSigned {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
  private static final int SERIAL_BITS = 128;

  private SelfSigned() {}

  /**
   * Makes certificate and key unless both are there. The key is readable by its owner alone.
   *
   * @param hosts names and addresses that it is for
   * @param years that it is good for
   * @throws IOException when a file cannot be written
   * @throws GeneralSecurityException when the JDK cannot make such keys
   */
  public static void ensure(Path certFile, Path keyFile, List<String> hosts, int years)
      throws IOException, GeneralSecurityException {
    if (Files.exists(certFile) && Files.exists(keyFile)) {
      return;
    }
    Files.createDirectories(certFile.toAbsolutePath().getParent());
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var keys = generator.generateKeyPair();
    write(keyFile, pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded())), "rw-------");
    try {
      write(certFile, pem(certificate(keys, hosts, years)), "rw-r--r--");
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("no certificate could be signed", e);
    }
  }

  private static X509Certificate certificate(KeyPair keys, List<String> hosts, int years)
      throws OperatorCreationException, GeneralSecurityException, CertIOException {
    var name = new X500Name("O=etcd");
    var now = ZonedDateTime.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(SERIAL_BITS, new SecureRandom()),
            Date.from(now.toInstant()),
            Date.from(now.plusYears(years).toInstant()),
            name,
            keys.getPublic());
    var usage = new KeyUsage(KeyUsage.keyEncipherment | KeyUsage.digitalSignature);
    builder.addExtension(Extension.keyUsage, true, usage);
    var purposes =
        new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static GeneralNames names(List<String> hosts) {
    var names = new ArrayList<GeneralName>();
    for (var host : hosts) {
      boolean isAddress = ADDRESS.matcher(host).matches();
      names.add(new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host));
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static String pem(Object part) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(part);
    }
    return text.toString();
  }

  private static void write(Path file, String text, String rights) throws IOException {
    Files.deleteIfExists(file);
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights));
    try (var channel = Files.newByteChannel(file, options, attribute)) {
      channel.write(StandardCharsets.US_ASCII.encode(text));
    }
  }
}
