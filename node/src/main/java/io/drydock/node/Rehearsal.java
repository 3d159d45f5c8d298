package io.drydock.node;

import com.google.protobuf.ByteString;
import io.drydock.formats.FormatException;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.node.admin.log.Logs;
import io.drydock.node.boot.Node;
import io.drydock.node.config.ConfigException;
import io.drydock.node.config.ConfigReader;
import io.drydock.node.config.ConfigReader.Asked;
import io.drydock.node.storage.UnbootableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;

/**
 * Serves typical requests once, in the build, while the JVM records what it loads and how it runs
 * for the AOT cache: a start takes half the time with it, and the first requests less work.
 *
 * <p>Ends by writing what the launcher asks for: {@code drydock-node.aot.jdk}, the release file of
 * the JDK that the cache belongs to, and {@code built}, whose time tells the age of this build.
 */
final class Rehearsal {
  private static final int ROUNDS = 80;
  private static final int CALLS_AT_ONCE = 64;
  private static final List<String> PATHS =
      List.of("/version", "/health", "/readyz?verbose", "/metrics");

  private Rehearsal() {}

  /** Argument: the folder of the runnable build. */
  static void main(String[] args)
      throws ConfigException,
          IOException,
          UnbootableException,
          FormatException,
          GeneralSecurityException {
    Path home = Path.of(args[0]);
    Path stage = Files.createTempDirectory(home, "rehearsal-");
    try {
      serve(stage);
    } finally {
      delete(stage);
    }
    Files.copy(
        Path.of(System.getProperty("java.home"), "release"),
        home.resolve("drydock-node.aot.jdk"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(home.resolve("built"), "");
    System.exit(0);
  }

  private static void serve(Path stage)
      throws ConfigException,
          IOException,
          UnbootableException,
          FormatException,
          GeneralSecurityException {
    var arguments =
        List.of(
            "--data-dir=" + stage.resolve("data"),
            "--log-outputs=" + stage.resolve("log"),
            "--listen-client-urls=http://127.0.0.1:0",
            "--advertise-client-urls=http://127.0.0.1:0");
    if (ConfigReader.read(arguments, Map.of()) instanceof Asked.Serve(var config)) {
      try (var _ = Logs.start(config.log());
          var node = Node.start(config);
          var client = new RehearsalClient((InetSocketAddress) node.addresses().getFirst())) {
        ask(client);
        ask((InetSocketAddress) node.addresses().getFirst());
      }
    }
  }

  private static void ask(RehearsalClient client) throws IOException {
    var key = ByteString.copyFromUtf8("rehearsal");
    var put = PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFrom(new byte[256]));
    var range = RangeRequest.newBuilder().setKey(key);
    for (int round = 0; round < ROUNDS; round++) {
      client.call("/etcdserverpb.KV/Put", put.build(), CALLS_AT_ONCE);
      client.call("/etcdserverpb.KV/Range", range.build(), CALLS_AT_ONCE);
      var local = range.clone().setSerializable(true);
      client.call("/etcdserverpb.KV/Range", local.build(), CALLS_AT_ONCE);
    }
  }

  private static void ask(InetSocketAddress address) throws IOException {
    for (var path : PATHS) {
      var url = URI.create("http://127.0.0.1:" + address.getPort() + path).toURL();
      try (var answer = url.openStream()) {
        answer.readAllBytes();
      }
    }
  }

  private static void delete(Path stage) throws IOException {
    Files.walkFileTree(
        stage,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
