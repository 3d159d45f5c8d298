package io.drydock.tools.client;

import io.drydock.tools.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Where a member serves its clients.
 *
 * @param text as the user wrote it, for messages
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param scheme what was said about TLS
 */
public record Endpoint(String text, String host, int port, Scheme scheme) {

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int MAX_PORT = 65_535;
  private static final int DEFAULT_PORT = 2379;
  private static final String FORM = "expected [http[s]://]HOST[:PORT]";

  /** What an endpoint says about TLS. */
  public enum Scheme {
    /** {@code http://}: never. */
    HTTP,
    /** {@code https://}: always. */
    HTTPS,
    /** Nothing: as the other flags say. */
    NONE
  }

  /**
   * Reads the value of {@code --endpoints}: endpoints between commas.
   *
   * @throws UsageException when there is none, or one has another form
   */
  public static List<Endpoint> parseAll(String value) {
    List<Endpoint> endpoints = new ArrayList<>();
    var seen = new LinkedHashSet<String>();
    for (String part : value.split(",")) {
      if (!part.isBlank() && seen.add(part.strip())) {
        endpoints.add(parse(part.strip()));
      }
    }
    if (endpoints.isEmpty()) {
      throw new UsageException("--endpoints '" + value + "': " + FORM);
    }
    return endpoints;
  }

  /**
   * One on 127.0.0.1 whose port nobody had a moment ago, without TLS.
   *
   * @throws IOException when there is no free port
   */
  public static Endpoint free() throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
      return parse("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  private static Endpoint parse(String text) {
    Scheme scheme = Scheme.NONE;
    String rest = text;
    int slashes = text.indexOf("://");
    if (slashes >= 0) {
      scheme =
          switch (text.substring(0, slashes)) {
            case "http" -> Scheme.HTTP;
            case "https" -> Scheme.HTTPS;
            default ->
                throw new UsageException(
                    "--endpoints " + text + ": of the schemes, http and https are supported");
          };
      rest = text.substring(slashes + 3);
    }
    if (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    int bracket = rest.indexOf(']');
    int colon = rest.indexOf(':', Math.max(0, bracket));
    String host = colon < 0 ? rest : rest.substring(0, colon);
    int port = colon < 0 ? DEFAULT_PORT : port(text, rest.substring(colon + 1));
    if (bracket >= 0) {
      host = bracketed(text, host);
    }
    if (host.isEmpty() || !host.matches("[0-9A-Za-z._:%-]+")) {
      throw new UsageException("--endpoints " + text + ": " + FORM);
    }
    return new Endpoint(text, host, port, scheme);
  }

  private static String bracketed(String text, String host) {
    if (!host.startsWith("[") || !host.endsWith("]")) {
      throw new UsageException("--endpoints " + text + ": " + FORM);
    }
    return host.substring(1, host.length() - 1);
  }

  private static int port(String text, String digits) {
    if (digits.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(digits);
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    }
    throw new UsageException(
        "--endpoints "
            + text
            + ": expected a port from 1 to "
            + MAX_PORT
            + ", found '"
            + digits
            + "'");
  }

  /** For the library: a name to be looked up, with a port. */
  String target() {
    String quoted = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return "dns:///" + quoted + ":" + port;
  }

  @Override
  public String toString() {
    return text;
  }
}
