package io.drydock.node.rpc.tls;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** Names in certificates. */
public final class Names {
  private Names() {}

  /** The subject's common name. */
  public static Optional<String> commonName(X509Certificate certificate) {
    var subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    var names = subject.getRDNs(BCStyle.CN);
    return names.length == 0
        ? Optional.empty()
        : Optional.of(IETFUtils.valueToString(names[0].getFirst().getValue()));
  }
}
