package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Paths in the store as Go's {@code path} package treats them. Inside, a byte is a char: ISO-8859-1
 * keeps every byte as it is.
 */
final class V2Path {

  static final Bytes ROOT = Bytes.ofUtf8("/");

  private V2Path() {}

  /** Absolute, without empty parts, {@code .} and {@code ..}. */
  static Bytes clean(Bytes path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : chars(path).split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return bytes("/" + String.join("/", parts));
  }

  /** The names on the way from the root; none for the root. */
  static List<Bytes> names(Bytes cleanPath) {
    List<Bytes> names = new ArrayList<>();
    for (String part : chars(cleanPath).split("/", -1)) {
      if (!part.isEmpty()) {
        names.add(bytes(part));
      }
    }
    return names;
  }

  /** A child of a directory. */
  static Bytes child(Bytes directory, Bytes name) {
    String parent = chars(directory);
    return bytes(parent.endsWith("/") ? parent + chars(name) : parent + "/" + chars(name));
  }

  /** Name of the key that POST makes: the index in 20 decimal digits. */
  static Bytes unique(Bytes directory, long index) {
    String digits = Long.toUnsignedString(index);
    return child(directory, bytes("0".repeat(20 - digits.length()) + digits));
  }

  /** The last name; empty for the root. */
  static Bytes name(Bytes cleanPath) {
    String text = chars(cleanPath);
    return bytes(text.substring(text.lastIndexOf('/') + 1));
  }

  /** One char a byte. */
  static String chars(Bytes path) {
    return new String(path.toByteArray(), StandardCharsets.ISO_8859_1);
  }

  /** One byte a char. */
  static Bytes bytes(String chars) {
    return Bytes.adopt(chars.getBytes(StandardCharsets.ISO_8859_1));
  }
}
