package io.drydock.node.rpc.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request line asks for, taken apart by the rules of Go's net/http: a path that cannot be
 * read makes the request bad, a parameter that cannot be read is left out.
 *
 * @param path decoded, without the query
 * @param query parameters, each with its values in order
 */
record Target(String path, Map<String, List<String>> query) {
  private static final String ANY = "*";

  /**
   * The parts of a target such as {@code /health?serializable=true} or {@code http://host/health};
   * empty for what is none.
   */
  static Optional<Target> parse(String method, String target) {
    if (target.chars().anyMatch(each -> each <= ' ' || each == 0x7f)) {
      return Optional.empty();
    }
    if (method.equals("CONNECT") || method.equals("OPTIONS") && target.equals(ANY)) {
      return Optional.of(new Target(target, Map.of()));
    }
    var local = withoutHost(target);
    int mark = local.indexOf('?');
    var path = mark < 0 ? local : local.substring(0, mark);
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    var query = mark < 0 ? Map.<String, List<String>>of() : query(local.substring(mark + 1));
    return decode(path, false).map(decoded -> new Target(decoded, query));
  }

  private static String withoutHost(String target) {
    for (var scheme : new String[] {"http://", "https://"}) {
      if (target.startsWith(scheme)) {
        int path = target.indexOf('/', scheme.length());
        return path < 0 ? "/" : target.substring(path);
      }
    }
    return target;
  }

  private static Map<String, List<String>> query(String text) {
    var query = new LinkedHashMap<String, List<String>>();
    for (var part : text.split("&")) {
      int equals = part.indexOf('=');
      var name = decode(equals < 0 ? part : part.substring(0, equals), true);
      var value = decode(equals < 0 ? "" : part.substring(equals + 1), true);
      if (!part.isEmpty() && part.indexOf(';') < 0 && name.isPresent() && value.isPresent()) {
        query.computeIfAbsent(name.get(), _ -> new ArrayList<>()).add(value.get());
      }
    }
    return query;
  }

  /** The text without its escapes; empty when one is none. */
  private static Optional<String> decode(String text, boolean plusIsBlank) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return Optional.of(text);
    }
    var decoded = new ByteArrayOutputStream(text.length());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '%') {
        int high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
        int low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        decoded.write(high << 4 | low);
        at += 2;
      } else {
        decoded.write(plusIsBlank && bytes[at] == '+' ? ' ' : bytes[at]);
      }
    }
    return Optional.of(decoded.toString(StandardCharsets.UTF_8));
  }
}
