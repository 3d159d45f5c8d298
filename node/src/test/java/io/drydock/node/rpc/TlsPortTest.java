package io.drydock.node.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.node.rpc.tls.SelfSigned;
import io.drydock.node.rpc.tls.ServerTls;
import io.drydock.node.rpc.tls.TlsSettings;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS: what is agreed on, who is let in, certificates that change. */
class TlsPortTest {
  @TempDir private Path directory;
  private Certificates certificates;

  @BeforeEach
  void make() throws Exception {
    certificates = new Certificates(directory);
    certificates.issue("server", "localhost");
    certificates.issue("client", "alice");
  }

  @Test
  void callsAndPlainRequestsShareThePort() throws Exception {
    try (var port = EchoPort.open(new ServerTls(server()));
        var grpc = grpc(port);
        var http = HttpClient.newBuilder().sslContext(certificates.context("")).build()) {
      assertEquals(1, range(grpc).getCount());
      var two = http.send(request(port, HttpClient.Version.HTTP_2), BodyHandlers.ofString());
      assertEquals(HttpClient.Version.HTTP_2, two.version());
      assertEquals("nobody", two.body());
      var one = http.send(request(port, HttpClient.Version.HTTP_1_1), BodyHandlers.ofString());
      assertEquals(HttpClient.Version.HTTP_1_1, one.version());
      assertEquals("nobody", one.body());
    }
  }

  @Test
  void aClientIsKnownByItsCertificate() throws Exception {
    try (var port = EchoPort.open(new ServerTls(mutual(Optional.empty(), List.of())));
        var http = HttpClient.newBuilder().sslContext(certificates.context("client")).build();
        var stranger = HttpClient.newBuilder().sslContext(certificates.context("")).build()) {
      var request = request(port, HttpClient.Version.HTTP_2);
      assertEquals("alice", http.send(request, BodyHandlers.ofString()).body());
      assertThrows(IOException.class, () -> stranger.send(request, BodyHandlers.ofString()));
    }
  }

  @Test
  void aRevokedCertificateIsRefused() throws Exception {
    var list = Optional.of(certificates.revoke("client"));
    try (var port = EchoPort.open(new ServerTls(mutual(list, List.of())));
        var http = HttpClient.newBuilder().sslContext(certificates.context("client")).build()) {
      var request = request(port, HttpClient.Version.HTTP_2);
      assertThrows(IOException.class, () -> http.send(request, BodyHandlers.ofString()));
    }
  }

  @Test
  void onlyAllowedHostNamesAreLetIn() throws Exception {
    certificates.issue("other", "bob");
    try (var port = EchoPort.open(new ServerTls(mutual(Optional.empty(), List.of("alice"))));
        var alice = HttpClient.newBuilder().sslContext(certificates.context("client")).build();
        var bob = HttpClient.newBuilder().sslContext(certificates.context("other")).build()) {
      var request = request(port, HttpClient.Version.HTTP_1_1);
      assertEquals("alice", alice.send(request, BodyHandlers.ofString()).body());
      assertThrows(IOException.class, () -> bob.send(request, BodyHandlers.ofString()));
    }
  }

  @Test
  void aNewCertificateIsUsedByNewConnections() throws Exception {
    try (var port = EchoPort.open(new ServerTls(server()))) {
      var before = serial(port);
      certificates.issue("server", "localhost");
      assertNotEquals(before, serial(port));
    }
  }

  @Test
  void aNodeMakesItsOwnCertificateOnce() throws Exception {
    var cert = directory.resolve("own/cert.pem");
    var key = directory.resolve("own/key.pem");
    SelfSigned.ensure(cert, key, List.of("localhost", "127.0.0.1", "::1"), 1);
    var first = Files.readString(cert);
    SelfSigned.ensure(cert, key, List.of("localhost"), 1);
    assertEquals(first, Files.readString(cert));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    var trusted = GrpcSslContexts.forClient().trustManager(cert.toFile()).build();
    try (var port = EchoPort.open(new ServerTls(TlsSettings.of(cert, key)));
        var grpc =
            new GrpcClient(
                NettyChannelBuilder.forAddress("localhost", port.number()).sslContext(trusted))) {
      assertEquals(1, range(grpc).getCount());
    }
  }

  private BigInteger serial(EchoPort port) throws Exception {
    try (var http = HttpClient.newBuilder().sslContext(certificates.context("")).build()) {
      var request = request(port, HttpClient.Version.HTTP_1_1);
      SSLSession session = http.send(request, BodyHandlers.ofString()).sslSession().orElseThrow();
      return Certificates.serial(session.getPeerCertificates()[0]);
    }
  }

  private TlsSettings server() {
    return TlsSettings.of(certificates.cert("server"), certificates.key("server"));
  }

  private TlsSettings mutual(Optional<Path> revoked, List<String> hostnames) {
    var plain = server();
    return new TlsSettings(
        plain.certFile(),
        plain.keyFile(),
        Optional.of(certificates.cert("ca")),
        true,
        revoked,
        List.of(),
        hostnames,
        plain.protocols(),
        List.of());
  }

  private GrpcClient grpc(EchoPort port) throws Exception {
    var context = GrpcSslContexts.forClient().trustManager(certificates.cert("ca").toFile());
    return new GrpcClient(
        NettyChannelBuilder.forAddress("localhost", port.number()).sslContext(context.build()));
  }

  private static HttpRequest request(EchoPort port, HttpClient.Version version) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + port.number() + "/caller"))
        .version(version)
        .build();
  }

  private static RangeResponse range(GrpcClient grpc) {
    return grpc.unary(
        "etcdserverpb.KV/Range",
        RangeRequest.getDefaultInstance(),
        RangeResponse.getDefaultInstance());
  }
}
