package io.drydock.node.config;

import io.drydock.node.rpc.tls.TlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What flags say about TLS of the client port. */
final class TlsFlags {
  private static final List<String> VERSIONS = List.of("TLS1.2", "TLS1.3");

  private final FlagValues values;
  private final List<String> warnings;

  TlsFlags(FlagValues values, List<String> warnings) {
    this.values = values;
    this.warnings = warnings;
  }

  /** The files, or those that the node is to make; empty when TLS is not spoken of. */
  Optional<TlsSettings> read(Path dataDir) throws ConfigException {
    var protocols = protocols();
    var cert = path("cert-file");
    var key = path("key-file");
    if (cert.isPresent() != key.isPresent()) {
      throw ConfigException.refused(
          "KeyFile and CertFile must both be present[key: %s, cert: %s]"
              .formatted(values.text("key-file"), values.text("cert-file")));
    }
    if (values.bool("auto-tls")) {
      if (cert.isPresent()) {
        warnings.add("--auto-tls has no effect: --cert-file and --key-file are set");
      } else {
        var own = dataDir.resolve("fixtures").resolve("client");
        cert = Optional.of(own.resolve("cert.pem"));
        key = Optional.of(own.resolve("key.pem"));
      }
    }
    if (cert.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TlsSettings(
            cert.get(),
            key.get(),
            path("trusted-ca-file"),
            values.bool("client-cert-auth"),
            path("client-crl-file"),
            List.of(),
            list("client-cert-allowed-hostname"),
            protocols,
            list("cipher-suites")));
  }

  /** Refuses a URL that asks for TLS when there is none; warns of one that does without. */
  static void checkSchemes(List<EtcdUrl> urls, boolean hasTls, List<String> warnings)
      throws ConfigException {
    for (var url : urls) {
      if (url.isTls() && !hasTls) {
        throw ConfigException.refused(
            "TLS key/cert (--cert-file, --key-file) must be provided for client url "
                + url.text()
                + " with HTTPS scheme");
      }
      if (!url.isTls() && hasTls) {
        warnings.add("scheme is http or unix while TLS is set up; it is not used at " + url.text());
      }
    }
  }

  private List<String> protocols() throws ConfigException {
    int oldest = version("tls-min-version", 0);
    int newest = version("tls-max-version", VERSIONS.size() - 1);
    if (oldest > newest) {
      throw ConfigException.refused(
          "min version (%s) is greater than max version (%s)"
              .formatted(VERSIONS.get(oldest), VERSIONS.get(newest)));
    }
    return VERSIONS.subList(oldest, newest + 1).reversed().stream()
        .map(version -> version.replace("TLS", "TLSv"))
        .toList();
  }

  private int version(String flag, int byDefault) throws ConfigException {
    var text = values.text(flag);
    int known = text.isEmpty() ? byDefault : VERSIONS.indexOf(text);
    if (known < 0) {
      throw ConfigException.refused(
          "unexpected TLS version \"%s\" (must be one of: TLS1.2, TLS1.3)".formatted(text));
    }
    return known;
  }

  private List<String> list(String flag) {
    var text = values.text(flag);
    return text.isEmpty() ? List.of() : List.of(text.split(","));
  }

  private Optional<Path> path(String flag) {
    return Optional.of(values.text(flag)).filter(text -> !text.isEmpty()).map(Path::of);
  }
}
