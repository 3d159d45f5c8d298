package io.drydock.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A URL of a listener or member.
 *
 * @param scheme {@code http}, {@code https}, {@code unix} or {@code unixs}
 * @param host name, address, or the path of a socket; without brackets
 * @param port number; 0 for a socket, and for any free one
 * @param text as it was written, without blanks around it
 */
public record EtcdUrl(String scheme, String host, int port, String text) {
  private static final Set<String> SCHEMES = Set.of("http", "https", "unix", "unixs");
  private static final Pattern HOST_PORT = Pattern.compile("(\\[[^\\]]*\\]|[^:\\[\\]]*):([0-9]*)");
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.%]*:[0-9a-fA-F:.%a-z]*");
  private static final int PORT_MAX = 65_535;

  /** Whether connections are encrypted. */
  public boolean isTls() {
    return scheme.endsWith("s");
  }

  /** Whether it is a socket in the file system. */
  public boolean isUnix() {
    return scheme.startsWith("unix");
  }

  /** Whether the host is an address rather than a name; {@code localhost} counts as one. */
  boolean isBindable() {
    return host.isEmpty() || host.equals("localhost") || ADDRESS.matcher(host).matches();
  }

  /** Why a list is none; empty when it is one. */
  static Optional<String> objection(String list) {
    try {
      parse(list);
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * The URLs of a list with commas, without repetitions, in order.
   *
   * @throws ConfigException with etcd's words when one is none
   */
  static List<EtcdUrl> parse(String list) throws ConfigException {
    var sorted = new TreeMap<String, EtcdUrl>();
    for (String each : list.split(",", -1)) {
      var url = one(each.strip());
      sorted.put(url.text(), url);
    }
    return new ArrayList<>(sorted.values());
  }

  private static EtcdUrl one(String text) throws ConfigException {
    int colon = text.indexOf("://");
    var scheme = colon < 0 ? "" : text.substring(0, colon);
    if (!SCHEMES.contains(scheme)) {
      throw ConfigException.refused("URL scheme must be http, https, unix, or unixs: " + text);
    }
    var rest = text.substring(colon + 3);
    if (scheme.startsWith("unix")) {
      return new EtcdUrl(scheme, rest, 0, text);
    }
    int slash = rest.indexOf('/');
    var authority = slash < 0 ? rest : rest.substring(0, slash);
    var matcher = HOST_PORT.matcher(authority);
    if (!matcher.matches()) {
      throw ConfigException.refused("URL address does not have the form \"host:port\": " + text);
    }
    if (slash >= 0) {
      throw ConfigException.refused("URL must not contain a path: " + text);
    }
    return new EtcdUrl(scheme, bare(matcher.group(1)), port(matcher.group(2), text), text);
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String digits, String text) throws ConfigException {
    if (digits.isEmpty()) {
      return 0;
    }
    int port = digits.length() > 5 ? PORT_MAX + 1 : Integer.parseInt(digits);
    if (port > PORT_MAX) {
      throw ConfigException.refused("URL has a port beyond 65535: " + text);
    }
    return port;
  }
}
