package io.drydock.tools.client;

import io.drydock.tools.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the command line says whom to talk to: the flags of etcdctl, and its environment. */
public final class ConnectionOptions {

  @Option(
      names = "--endpoints",
      paramLabel = "HOST:PORT,…",
      defaultValue = "127.0.0.1:2379",
      description = "members to ask, http:// or https:// before them (default: ${DEFAULT-VALUE})")
  private String endpoints;

  @Option(names = "--cacert", paramLabel = "PEM", description = "who may sign for the server")
  private Optional<Path> trusted = Optional.empty();

  @Option(names = "--cert", paramLabel = "PEM", description = "the client's own certificate")
  private Optional<Path> certificate = Optional.empty();

  @Option(names = "--key", paramLabel = "PEM", description = "the key of --cert")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--insecure-skip-tls-verify",
      description = "take any certificate of the server: anybody may answer in its place")
  private boolean takesAny;

  @Option(
      names = "--insecure-transport",
      arity = "0..1",
      paramLabel = "BOOL",
      fallbackValue = "true",
      description =
          "false: TLS also for endpoints without https:// (default: unless --cacert or"
              + " --cert)")
  private Optional<Boolean> isPlain = Optional.empty();

  @Option(
      names = "--user",
      paramLabel = "NAME[:PASSWORD]",
      description = "a user of etcd; better not with the password, which `ps` shows")
  private Optional<String> user = Optional.empty();

  @Option(names = "--password", paramLabel = "TEXT", description = "the password of --user")
  private Optional<String> password = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "its first line is the password of --user")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = {"--token", "--auth-jwt-token"},
      paramLabel = "TEXT",
      description = "a token in place of a user")
  private Optional<String> token = Optional.empty();

  @Option(names = "--token-file", paramLabel = "FILE", description = "its first line is the token")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--dial-timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "for a connection and a first answer (default: ${DEFAULT-VALUE})")
  private String dial;

  @Option(
      names = "--silence-timeout",
      paramLabel = "TIME",
      defaultValue = "1m",
      description = "for the next bytes of a stream (default: ${DEFAULT-VALUE})")
  private String silence;

  @Option(
      names = {"--timeout", "--command-timeout"},
      paramLabel = "TIME",
      description = "for everything, such as 10m (default: none)")
  private Optional<String> whole = Optional.empty();

  /** For picocli. */
  public ConnectionOptions() {}

  /** Whom to ask, in the order given. */
  public List<Endpoint> endpoints() {
    return Endpoint.parseAll(endpoints);
  }

  /**
   * How to ask; the time limit begins to run.
   *
   * @throws IOException when a file with a secret cannot be read
   * @throws UsageException when flags contradict each other
   */
  public Access access() throws IOException {
    var limit = new TimeLimit(whole.map(text -> duration("--timeout", text)));
    return new Access(
        security(),
        login(),
        new Access.Patience(
            duration("--dial-timeout", dial), duration("--silence-timeout", silence), limit));
  }

  private Security security() {
    if (certificate.isPresent() != key.isPresent()) {
      throw new UsageException(
          certificate.isPresent() ? "--cert: --key is missing" : "--key: --cert is missing");
    }
    boolean hasTls = trusted.isPresent() || certificate.isPresent() || takesAny;
    return new Security(
        trusted,
        certificate.map(file -> new Security.Identity(file, key.orElseThrow())),
        !takesAny,
        isPlain.map(plain -> !plain).orElse(hasTls));
  }

  private Login login() throws IOException {
    requireOne("--password", password.isPresent(), "--password-file", passwordFile.isPresent());
    requireOne("--token", token.isPresent(), "--token-file", tokenFile.isPresent());
    boolean hasToken = token.isPresent() || tokenFile.isPresent();
    requireOne("--user", user.isPresent(), "--token", hasToken);
    if (hasToken) {
      return new Login.Token(
          tokenFile.isPresent() ? firstLine("--token-file", tokenFile.get()) : token.get());
    }
    Optional<String> secret =
        passwordFile.isPresent()
            ? Optional.of(firstLine("--password-file", passwordFile.get()))
            : password;
    if (user.isEmpty()) {
      if (secret.isPresent()) {
        throw new UsageException("--password: --user is missing");
      }
      return new Login.Anonymous();
    }
    if (secret.isPresent()) {
      return new Login.User(user.get(), secret.get());
    }
    int colon = user.get().indexOf(':');
    if (colon < 0) {
      throw new UsageException(
          "--user " + user.get() + ": no password; give --password-file, or ETCDCTL_PASSWORD");
    }
    return new Login.User(user.get().substring(0, colon), user.get().substring(colon + 1));
  }

  private static void requireOne(String one, boolean hasOne, String other, boolean hasOther) {
    if (hasOne && hasOther) {
      throw new UsageException(one + " and " + other + ": give one of them");
    }
  }

  private static String firstLine(String flag, Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .filter(line -> !line.isEmpty())
        .orElseThrow(() -> new UsageException(flag + " " + file + ": its first line is empty"));
  }

  private static Duration duration(String flag, String text) {
    return GoDuration.parse(text)
        .filter(duration -> !duration.isZero())
        .orElseThrow(() ->
            new UsageException(flag + " " + text + ": not a time of the form 30s, 5m, 1h30m"));
  }
}
