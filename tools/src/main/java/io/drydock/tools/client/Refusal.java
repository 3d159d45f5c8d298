package io.drydock.tools.client;

import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** From a failed call to one line that says who failed, at what, and what to do. */
final class Refusal {

  /** The record of a TLS alert, in hex, where a frame of HTTP/2 should be. */
  private static final Pattern TLS_ALERT = Pattern.compile("Hex dump[^:]*: 1503");

  private static final String CLOSED_EARLY = "while performing TLS negotiation";

  private static final String CLOSED = "Network closed for unknown reason";

  /** Of a server that did not read all that was sent; a matter of moments. */
  private static final String RESET = "reset by peer";

  /** What the library says where only the cause says more. */
  private static final String IO = "io exception";

  private Refusal() {}

  /**
   * The failure of a call.
   *
   * @param what was asked for, in one or two words
   */
  static IOException of(Endpoint endpoint, String what, Status status, Access access) {
    return new IOException(endpoint + ": " + what + ": " + reason(endpoint, status, access));
  }

  private static String reason(Endpoint endpoint, Status status, Access access) {
    String said = said(status);
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED ->
          "no answer within " + GoDuration.text(access.patience().dial()) + " (--dial-timeout)";
      case UNAVAILABLE ->
          transport(endpoint, status, access)
              .orElseGet(() -> "not available: " + (said.equals(IO) ? deepest(status) : said));
      case UNAUTHENTICATED ->
          "not logged in: " + said + "; give --user, --token or a client certificate";
      case PERMISSION_DENIED -> "not permitted: " + said + "; a snapshot needs the role root";
      case UNIMPLEMENTED -> "no etcd v3 API there: " + said;
      default -> said.contains("user name is empty") ? said + "; give --user" : said;
    };
  }

  /** In the server's own words, on one line. */
  private static String said(Status status) {
    String text =
        status.getDescription() == null
            ? status.getCode().toString()
            : status.getDescription().lines().findFirst().orElse("");
    // An answer of these words would be taken for a reader of ours that went away.
    return text.replace("Broken pipe", "connection closed");
  }

  private static Optional<String> transport(Endpoint endpoint, Status status, Access access) {
    boolean isTls = access.security().isTls(endpoint);
    String description = String.valueOf(status.getDescription());
    if (!isTls && TLS_ALERT.matcher(description).find()) {
      return Optional.of("the server speaks TLS: give https://" + bare(endpoint) + " or --cacert");
    }
    if (!isTls && (description.contains(CLOSED) || deepest(status).contains(RESET))) {
      return Optional.of(
          "the server ended the connection; where it speaks TLS, give https://" + bare(endpoint));
    }
    if (isTls && description.contains(CLOSED_EARLY)) {
      return Optional.of(
          "the server ended the connection instead of speaking TLS: is it http://"
              + bare(endpoint)
              + "?");
    }
    if (isTls && (description + deepest(status)).contains(RESET)) {
      return Optional.of(
          "the server ended the connection; where it does not speak TLS, give http://"
              + bare(endpoint));
    }
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      Optional<String> known = known(cause, endpoint);
      if (known.isPresent()) {
        return known;
      }
    }
    return isTls && isHandshake(status)
        ? Optional.of("TLS failed: " + deepest(status) + hint(access))
        : Optional.empty();
  }

  private static Optional<String> known(Throwable cause, Endpoint endpoint) {
    String text = String.valueOf(cause.getMessage());
    return switch (cause) {
      case UnknownHostException _ -> Optional.of("the name " + endpoint.host() + " is not known");
      case ConnectException _ -> Optional.of(refused(text));
      case CertificateExpiredException _ ->
          Optional.of("the server's certificate has expired: " + text);
      case CertificateNotYetValidException _ ->
          Optional.of("the server's certificate is not valid yet: " + text);
      case CertificateException _
          when text.startsWith("No subject alternative") || text.startsWith("No name matching") ->
          Optional.of(
              "the server's certificate is for another name: " + text.replaceAll("\\.$", ""));
      default -> {
        if (text.contains("not an SSL/TLS record")) {
          yield Optional.of("the server does not speak TLS: give http://" + bare(endpoint));
        }
        if (text.contains("unable to find valid certification path")
            || text.contains("Path does not chain")
            || text.contains("Signature does not match")) {
          yield Optional.of(
              "the server's certificate is of an authority that is not trusted; give its"
                  + " certificate with --cacert");
        }
        yield Optional.empty();
      }
    };
  }

  private static String bare(Endpoint endpoint) {
    return endpoint.text().replaceFirst("^https?://", "");
  }

  private static boolean isHandshake(Status status) {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return true;
      }
    }
    return String.valueOf(status.getDescription()).contains("ssl");
  }

  /** A server that wants a certificate only says that the handshake failed. */
  private static String hint(Access access) {
    return access.security().identity().isPresent()
        ? "; is --cert signed by an authority that the server trusts?"
        : "; does the server want a client certificate (--cert, --key)?";
  }

  /** The first reason of all; without any, the description. */
  private static String deepest(Status status) {
    String text = String.valueOf(status.getDescription());
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      text = String.valueOf(cause.getMessage());
    }
    return text.lines().findFirst().orElse("").replace("Broken pipe", "connection closed");
  }

  private static String refused(String text) {
    return text.contains("refused")
        ? "connection refused: nobody serves there"
        : "no connection: " + text;
  }
}
