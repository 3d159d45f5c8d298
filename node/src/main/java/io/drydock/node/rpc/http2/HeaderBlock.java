package io.drydock.node.rpc.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Builds header blocks as literals without indexing: no state is shared with the peer's decoder, so
 * a block can be made once and sent on every stream of every connection.
 *
 * <pre>
 * indexed field     | 1xxxxxxx index (7 bits)
 * literal, no index | 00000000, name string, value string
 * string            | 0xxxxxxx length (7 bits, prefixed integer), bytes as they are
 * </pre>
 *
 * <p>Source: RFC 7541, sections 5.1, 5.2, 6.1, 6.2.2.
 */
public final class HeaderBlock {
  private static final int INDEXED = 0x80;
  private static final int INDEXED_STATUS_200 = 8;
  private static final int PREFIX_MAX = 127;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);

  /** A block that begins with this status. */
  public static HeaderBlock ofStatus(int status) {
    var block = new HeaderBlock();
    if (status == 200) {
      block.bytes.write(INDEXED | INDEXED_STATUS_200);
      return block;
    }
    return block.add(":status", Integer.toString(status));
  }

  /** A block of trailers. */
  public static HeaderBlock ofTrailers() {
    return new HeaderBlock();
  }

  /**
   * Adds a field.
   *
   * @param name in lower case
   * @param value characters beyond ISO 8859-1 become question marks
   */
  public HeaderBlock add(String name, String value) {
    bytes.write(0);
    string(name);
    string(value);
    return this;
  }

  /** The block. */
  public byte[] encode() {
    return bytes.toByteArray();
  }

  private void string(String text) {
    byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
    if (content.length < PREFIX_MAX) {
      bytes.write(content.length);
    } else {
      bytes.write(PREFIX_MAX);
      int rest = content.length - PREFIX_MAX;
      while (rest >= 0x80) {
        bytes.write(rest & 0x7f | 0x80);
        rest >>>= 7;
      }
      bytes.write(rest);
    }
    bytes.writeBytes(content);
  }
}
