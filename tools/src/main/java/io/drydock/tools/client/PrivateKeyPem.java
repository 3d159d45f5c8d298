package io.drydock.tools.client;

import io.drydock.tools.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in the three PEM forms that Go reads, turned into the one that Java reads.
 *
 * <pre>
 * label            | content
 * -----------------+------------------------------------------------------------------
 * PRIVATE KEY      | PKCS#8 (RFC 5208): left as it is
 * RSA PRIVATE KEY  | PKCS#1 (RFC 8017): wrapped, algorithm rsaEncryption
 * EC PRIVATE KEY   | SEC 1 (RFC 5915): wrapped, algorithm ecPublicKey with the curve that
 *                  | its element [0] names
 * </pre>
 */
final class PrivateKeyPem {

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]*)-----END \\1-----");
  private static final int LINE = 64;

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;
  private static final int LONG_FORM = 0x80;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  /** OID 1.2.840.113549.1.1.1 with the NULL that belongs to it. */
  private static final byte[] RSA = {
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** OID 1.2.840.10045.2.1; the curve follows. */
  private static final byte[] EC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private PrivateKeyPem() {}

  /**
   * Reads the first key of a file.
   *
   * @return PEM with the label {@code PRIVATE KEY}
   * @throws IOException when the file cannot be read
   * @throws UsageException when there is no key in it, an encrypted one, or one of another form;
   *     nothing of the key is in the message
   */
  static byte[] toPkcs8(Path file) throws IOException {
    String pem = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return toPkcs8(pem, "--key " + file);
  }

  static byte[] toPkcs8(String pem, String source) {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new UsageException(
          source
              + ": "
              + (pem.contains("Proc-Type: 4,ENCRYPTED")
                  ? "the key is encrypted; give it without a passphrase"
                  : "no private key in PEM form in it"));
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException notBase64) {
      throw new UsageException(source + ": the private key is not base64");
    }
    return switch (block.group(1)) {
      case "PRIVATE KEY" -> pem(der);
      case "RSA PRIVATE KEY" -> pem(wrap(RSA, der));
      case "EC PRIVATE KEY" -> pem(wrap(concat(EC, curve(der, source)), der));
      default ->
          throw new UsageException(source + ": the key is encrypted; give it without a passphrase");
    };
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, concat(VERSION_0, element(SEQUENCE, algorithm), element(OCTETS, key)));
  }

  /** The content of element [0] of an ECPrivateKey: after version and key. */
  private static byte[] curve(byte[] der, String source) {
    int end = der.length;
    int at = content(der, 0, SEQUENCE, end);
    while (at >= 0 && at < end) {
      int tag = der[at] & 0xff;
      int from = content(der, at, tag, end);
      if (from < 0) {
        break;
      }
      int to = from + length(der, at);
      if (tag == CURVE) {
        return Arrays.copyOfRange(der, from, to);
      }
      at = to;
    }
    throw new UsageException(
        source
            + ": the EC key does not name its curve; `openssl pkcs8 -topk8 -nocrypt` turns it"
            + " into a form that does");
  }

  /** Where the content of the element begins; -1 when it is not there whole. */
  private static int content(byte[] der, int at, int tag, int end) {
    if (at + 2 > end || (der[at] & 0xff) != tag) {
      return -1;
    }
    int first = der[at + 1] & 0xff;
    int from = at + 2 + (first >= LONG_FORM ? first - LONG_FORM : 0);
    if (from > end || first > LONG_FORM + 2 || first == LONG_FORM) {
      return -1;
    }
    return from + length(der, at) <= end ? from : -1;
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < LONG_FORM) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < first - LONG_FORM; i++) {
      length = length << Byte.SIZE | der[at + 2 + i] & 0xff;
    }
    return length;
  }

  private static byte[] element(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < LONG_FORM) {
      out.write(content.length);
    } else {
      int bytes = content.length <= 0xff ? 1 : 2;
      out.write(LONG_FORM + bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(content.length >>> i * Byte.SIZE);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] pem(byte[] der) {
    var encoder = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
    String text =
        "-----BEGIN PRIVATE KEY-----\n"
            + encoder.encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
