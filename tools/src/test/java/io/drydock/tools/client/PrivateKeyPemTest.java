package io.drydock.tools.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.tools.UsageException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyPemTest {

  /** `openssl ecparam -name prime256v1 -genkey`: SEC 1 with curve and public key. */
  private static final String SEC1 =
      """
      -----BEGIN EC PARAMETERS-----
      BggqhkjOPQMBBw==
      -----END EC PARAMETERS-----
      @KEY@\
      """;

  private static byte[] der(byte[] pem) {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    return Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]*-----", ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 4096})
  void pkcs1IsWrapped(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
    // version (3), algorithm (15), header of the octets (2 to 4), behind the header of all (3 or 4)
    int header = pkcs8[1] == (byte) 0x82 ? 4 : 3;
    int at = header + 3 + 15;
    int octets = pkcs8[at + 1] == (byte) 0x82 ? 4 : 3;
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, at + octets, pkcs8.length);
    String pem = Certificates.pem("RSA PRIVATE KEY", pkcs1);
    assertArrayEquals(pkcs8, der(PrivateKeyPem.toPkcs8(pem, "--key k")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void sec1IsWrappedWithItsCurve(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    var key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
    String pem = SEC1.replace("@KEY@", Certificates.pem("EC PRIVATE KEY", sec1(key, curve)));
    byte[] pkcs8 = der(PrivateKeyPem.toPkcs8(pem, "--key k"));
    var read =
        (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    assertEquals(key.getS(), read.getS());
    assertEquals(key.getParams().getCurve(), read.getParams().getCurve());
  }

  /** SEQUENCE { 1, the number, [0] the curve's OID }. */
  private static byte[] sec1(ECPrivateKey key, String curve) {
    String oid =
        switch (curve) {
          case "secp256r1" -> "06082a8648ce3d030107";
          case "secp384r1" -> "06052b81040022";
          default -> "06052b81040023";
        };
    int size = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    byte[] number = key.getS().toByteArray();
    String padded =
        "00".repeat(Math.max(0, size - number.length))
            + HexFormat.of().formatHex(number, Math.max(0, number.length - size), number.length);
    String curveElement = "a0%02x%s".formatted(oid.length() / 2, oid);
    String content = "02010104%02x%s%s".formatted(size, padded, curveElement);
    return HexFormat.of().parseHex("30%02x%s".formatted(content.length() / 2, content));
  }

  @Test
  void pkcs8StaysAsItIs() {
    byte[] any = {0x30, 0x03, 0x02, 0x01, 0x00};
    assertArrayEquals(
        any, der(PrivateKeyPem.toPkcs8(Certificates.pem("PRIVATE KEY", any), "--key k")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAA\n",
        "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMP8=\n-----END EC PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMIT/////\n-----END EC PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----"
      })
  void whatIsNoUsableKeyIsRefusedWithoutShowingIt(String pem) {
    var refused =
        assertThrows(UsageException.class, () -> PrivateKeyPem.toPkcs8(pem, "--key k.pem"));
    assertFalse(refused.getMessage().contains("AAAA"), refused.getMessage());
    assertEquals("--key k.pem: ", refused.getMessage().substring(0, 13));
  }
}
