package io.drydock.formats.member;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer URL in the normal form that member ids are made of: scheme in lower case, {@code ://},
 * host and port; nothing else (etcd 3.4 to 3.7, {@code client/pkg/types/urls.go}).
 *
 * <p>The case of the host stays, as in etcd. What etcd lets through and no peer can be reached by
 * is refused: user names, queries, fragments, an empty host, a port above 65,535, the path of a
 * {@code unix} URL, letters beyond ASCII.
 */
public final class PeerUrl {

  private static final Set<String> SCHEMES = Set.of("http", "https", "unix", "unixs");
  private static final String SEPARATOR = "://";
  private static final int PORT_MAX = 65_535;
  private static final int PORT_DIGITS_MAX = 5;

  /** Host, then port; an IPv6 address stands in brackets, its zone behind {@code %25}. */
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(?<host>[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+(?:%25[A-Za-z0-9._~-]+)?])"
              + "(?::(?<port>[0-9]*))?(?<rest>.*)");

  private PeerUrl() {}

  /**
   * Brings a URL into the normal form.
   *
   * @param text surrounding spaces do not count
   * @return the normal form, or why there is none, as the end of a sentence
   */
  public static Parsed parse(String text) {
    String trimmed = text.strip();
    int end = trimmed.indexOf(SEPARATOR);
    if (end <= 0) {
      return new Refused("has no scheme: http://HOST:PORT or https://HOST:PORT");
    }
    String scheme = trimmed.substring(0, end).toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      return new Refused("has scheme " + scheme + ": http, https, unix or unixs");
    }
    return authority(scheme + SEPARATOR, trimmed.substring(end + SEPARATOR.length()));
  }

  private static Parsed authority(String head, String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      return new Refused("has no host of letters, digits, '-', '.', or an IPv6 address in [ ]");
    }
    String rest = parts.group("rest");
    if (rest.startsWith(":")) {
      return new Refused("has an IPv6 address without [ ]");
    }
    if (!rest.isEmpty()) {
      return new Refused("has '" + rest + "' at its end: only HOST:PORT may follow ://");
    }
    String port = parts.group("port");
    if (port == null || port.isEmpty()) {
      return new Refused("has no port");
    }
    return port.length() <= PORT_DIGITS_MAX && Integer.parseInt(port) <= PORT_MAX
        ? new Normal(head + authority)
        : new Refused("has port " + port + ": at most " + PORT_MAX);
  }

  /** What became of a text. */
  public sealed interface Parsed {}

  /**
   * A URL.
   *
   * @param url in normal form
   */
  public record Normal(String url) implements Parsed {}

  /**
   * Not a peer URL.
   *
   * @param reason continues "the URL …"
   */
  public record Refused(String reason) implements Parsed {}
}
