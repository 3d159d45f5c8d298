package io.drydock.node.rpc.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a listener proves itself and what it asks of clients.
 *
 * @param certFile chain of certificates in PEM
 * @param keyFile private key in PEM, not encrypted
 * @param trustedCaFile who may sign clients' certificates; empty for the system's
 * @param clientCertAuth whether a client needs a certificate
 * @param crlFile serial numbers that are no longer good, DER or PEM
 * @param allowedCommonNames of clients; empty for any
 * @param allowedHostnames of clients' certificates; empty for any
 * @param protocols such as {@code TLSv1.3}
 * @param cipherSuites by IANA's names; empty for the library's choice
 */
public record TlsSettings(
    Path certFile,
    Path keyFile,
    Optional<Path> trustedCaFile,
    boolean clientCertAuth,
    Optional<Path> crlFile,
    List<String> allowedCommonNames,
    List<String> allowedHostnames,
    List<String> protocols,
    List<String> cipherSuites) {

  /** TLS 1.2 and 1.3, no certificate asked of clients. */
  public static TlsSettings of(Path certFile, Path keyFile) {
    return new TlsSettings(
        certFile,
        keyFile,
        Optional.empty(),
        false,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of("TLSv1.3", "TLSv1.2"),
        List.of());
  }
}
