package io.drydock.tools.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;

/** Certificates for tests: an authority and what it signs (X.509 v3, P-256, SHA-256). */
public final class Certificates {

  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = hex("0603550403");
  private static final byte[] IS_AUTHORITY = hex("300f0603551d130101ff040530030101ff");
  private static final byte[] FOR_SERVERS_AND_CLIENTS =
      hex("301d0603551d250416301406082b0601050507030106082b06010505070302");
  private static final byte[] SUBJECT_ALT_NAME = hex("0603551d11");
  private static final int DNS = 0x82;
  private static final int ADDRESS = 0x87;

  private final Path folder;
  private final KeyPair authority = keys();
  private long serial = 1;

  /** Makes an authority; its files go into this folder. */
  public Certificates(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    byte[] body = body("ca", authority, IS_AUTHORITY, Duration.ofDays(2));
    Files.writeString(authority(), pem("CERTIFICATE", signed(body)));
  }

  /** PEM of the authority. */
  public Path authority() {
    return folder.resolve("ca.pem");
  }

  /** PEM of the key of an issued certificate. */
  public Path key(String commonName) {
    return folder.resolve(commonName + ".key");
  }

  /** A certificate with its key for 127.0.0.1, valid for two days. */
  public Path forThisHost(String commonName) throws IOException {
    return issue(commonName, element(ADDRESS, new byte[] {127, 0, 0, 1}), Duration.ofDays(2));
  }

  /** A certificate with its key for a name. */
  public Path forName(String commonName, String dnsName) throws IOException {
    byte[] name = element(DNS, dnsName.getBytes(StandardCharsets.US_ASCII));
    return issue(commonName, name, Duration.ofDays(2));
  }

  /** A certificate for 127.0.0.1 that was valid until an hour ago. */
  public Path expired(String commonName) throws IOException {
    return issue(commonName, element(ADDRESS, new byte[] {127, 0, 0, 1}), Duration.ofHours(-1));
  }

  private Path issue(String commonName, byte[] alternative, Duration validity) throws IOException {
    KeyPair own = keys();
    byte[] name = element(0x30, SUBJECT_ALT_NAME, element(0x04, element(0x30, alternative)));
    byte[] body = body(commonName, own, join(name, FOR_SERVERS_AND_CLIENTS), validity);
    Path file = folder.resolve(commonName + ".pem");
    Files.writeString(file, pem("CERTIFICATE", signed(body)));
    Files.writeString(key(commonName), pem("PRIVATE KEY", own.getPrivate().getEncoded()));
    return file;
  }

  private byte[] body(String commonName, KeyPair subject, byte[] extensions, Duration validity) {
    Instant now = Instant.now();
    byte[] period = element(0x30, time(now.minus(Duration.ofDays(1))), time(now.plus(validity)));
    return element(
        0x30,
        element(0xa0, element(0x02, new byte[] {2})),
        element(0x02, new byte[] {(byte) serial++}),
        ECDSA_WITH_SHA256,
        name("ca"),
        period,
        name(commonName),
        subject.getPublic().getEncoded(),
        element(0xa3, element(0x30, extensions)));
  }

  private byte[] signed(byte[] body) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(authority.getPrivate());
      signature.update(body);
      byte[] bits = join(new byte[1], signature.sign());
      return element(0x30, body, ECDSA_WITH_SHA256, element(0x03, bits));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static byte[] name(String commonName) {
    byte[] text = element(0x0c, commonName.getBytes(StandardCharsets.UTF_8));
    return element(0x30, element(0x31, element(0x30, COMMON_NAME, text)));
  }

  private static byte[] time(Instant instant) {
    return element(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static byte[] element(int tag, byte[]... parts) {
    byte[] content = join(parts);
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(content.length > 0xff ? 0x82 : 0x81);
      if (content.length > 0xff) {
        out.write(content.length >> 8);
      }
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** A PEM block. */
  public static String pem(String label, byte[] der) {
    String text = LINES.encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }
}
