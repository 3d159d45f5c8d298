package io.drydock.tools.snapshot.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.client.Certificates;
import io.drydock.tools.client.FakeEtcd;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS that matches, and TLS that does not: a clear line each, and no file. */
class SaveTlsTest {

  private static final int REVISION = 929;

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Certificates ours;
  private static Certificates others;
  private static Path server;
  private static Path client;
  private static Path elsewhere;

  @BeforeAll
  static void issue() throws IOException {
    ours = new Certificates(shared.resolve("ours"));
    others = new Certificates(shared.resolve("others"));
    server = ours.forThisHost("server");
    client = ours.forName("client", "client");
    elsewhere = ours.forName("elsewhere", "elsewhere.example");
    others.forName("client", "client");
  }

  private static FakeEtcd start(ServerCredentials credentials) throws IOException {
    Path snapshot = Kept.directory("etcd-3.5.30-single").resolve("snapshot.db");
    return FakeEtcd.start(Files.readAllBytes(snapshot), credentials).at(REVISION);
  }

  private static ServerCredentials tls(Path certificate, boolean wantsClient) throws IOException {
    String name = certificate.getFileName().toString().replace(".pem", "");
    var tls =
        TlsServerCredentials.newBuilder().keyManager(certificate.toFile(), ours.key(name).toFile());
    if (wantsClient) {
      tls.trustManager(ours.authority().toFile())
          .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
    }
    return tls.build();
  }

  private Run save(String endpoint, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("snapshot", "save", folder.resolve("f"), "--endpoints", endpoint));
    words.addAll(List.of(more));
    return Run.drydock(words.toArray());
  }

  private void assertSaved(Run run) throws IOException {
    assertEquals(ExitCode.OK, run.code(), run.err());
    Files.delete(folder.resolve("f"));
    Files.delete(folder.resolve("f.json"));
  }

  private void assertRefused(Run run, String message) throws IOException {
    assertEquals(ExitCode.IO, run.code(), run.err());
    assertTrue(run.err().contains(message), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aServerOfATrustedAuthorityIsSpokenTo() throws IOException {
    try (var etcd = start(tls(server, false))) {
      assertSaved(save(etcd.endpoint(), "--cacert", ours.authority()));
      assertSaved(save("https://" + etcd.endpoint(), "--cacert", ours.authority()));
      assertSaved(save(etcd.endpoint(), "--insecure-skip-tls-verify"));
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsRefused() throws IOException {
    try (var etcd = start(tls(server, false))) {
      String untrusted =
          "is of an authority that is not trusted; give its certificate with --cacert";
      assertRefused(save(etcd.endpoint(), "--cacert", others.authority()), untrusted);
      assertRefused(save("https://" + etcd.endpoint()), untrusted);
      assertRefused(save(etcd.endpoint(), "--insecure-transport=false"), untrusted);
    }
  }

  @Test
  void aServerOfAnotherNameIsRefused() throws IOException {
    try (var etcd = start(tls(elsewhere, false))) {
      assertRefused(
          save(etcd.endpoint(), "--cacert", ours.authority()),
          "the server's certificate is for another name: ");
      assertSaved(save(etcd.endpoint(), "--insecure-skip-tls-verify"));
    }
  }

  @Test
  void aServerWhoseCertificateHasExpiredIsRefused() throws IOException {
    try (var etcd = start(tls(ours.expired("expired"), false))) {
      assertRefused(
          save(etcd.endpoint(), "--cacert", ours.authority()),
          "the server's certificate has expired: ");
    }
  }

  @Test
  void aClientCertificateIsShownWhereItIsWanted() throws IOException {
    try (var etcd = start(tls(server, true))) {
      assertSaved(
          save(
              etcd.endpoint(),
              "--cacert",
              ours.authority(),
              "--cert",
              client,
              "--key",
              ours.key("client")));
      assertRefused(
          save(etcd.endpoint(), "--cacert", ours.authority()),
          "does the server want a client certificate (--cert, --key)?");
      assertRefused(
          save(
              etcd.endpoint(),
              "--cacert",
              ours.authority(),
              "--cert",
              shared.resolve("others/client.pem"),
              "--key",
              others.key("client")),
          "is --cert signed by an authority that the server trusts?");
    }
  }

  @Test
  void oneSpeaksTlsAndTheOtherDoesNot() throws IOException {
    try (var etcd = start(tls(server, false))) {
      assertRefused(save(etcd.endpoint()), "TLS");
    }
    try (var etcd = start(InsecureServerCredentials.create())) {
      assertRefused(save(etcd.endpoint(), "--cacert", ours.authority()), "TLS");
    }
  }

  @Test
  void filesThatAreNoCertificatesAreNamed() throws IOException {
    Path text = Files.writeString(shared.resolve("text"), "hello");
    Run authority = save("127.0.0.1:1", "--cacert", text);
    assertEquals(ExitCode.USAGE, authority.code(), authority.err());
    assertTrue(authority.err().contains("--cacert " + text + ": no certificate"), authority.err());
    Run key = save("127.0.0.1:1", "--cert", client, "--key", client);
    assertEquals(ExitCode.USAGE, key.code(), key.err());
    assertTrue(key.err().contains("no private key in PEM form"), key.err());
    assertRefused(save("127.0.0.1:1", "--cacert", shared.resolve("none")), "no such file");
  }
}
