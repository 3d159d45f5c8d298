package io.drydock.tools.client;

import io.drydock.tools.UsageException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * How every endpoint is spoken to.
 *
 * @param security TLS
 * @param login who asks
 * @param patience how long for what
 */
public record Access(Security security, Login login, Patience patience) {

  /**
   * How long is waited.
   *
   * @param dial for a connection and the first answer
   * @param silence for the next bytes of a stream
   * @param limit for everything
   */
  public record Patience(Duration dial, Duration silence, TimeLimit limit) {}

  /** To a server on this machine that asks for no name and no TLS, each answer within this time. */
  public static Access local(Duration patience) {
    var security = new Security(Optional.empty(), Optional.empty(), true, false);
    return new Access(
        security,
        new Login.Anonymous(),
        new Patience(patience, patience, new TimeLimit(Optional.empty())));
  }

  /**
   * Makes sure that the files with certificates and keys can be used.
   *
   * @throws IOException when one cannot be read
   * @throws UsageException when one is of another form
   */
  public void requireReadable(Endpoint endpoint) throws IOException {
    security.credentials(endpoint);
  }
}
