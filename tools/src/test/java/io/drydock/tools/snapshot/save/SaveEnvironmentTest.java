package io.drydock.tools.snapshot.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.Kept;
import io.drydock.tools.client.EtcdctlEnvironment;
import io.drydock.tools.client.FakeEtcd;
import io.drydock.tools.client.Login;
import io.drydock.tools.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What etcdctl takes from the environment, a save takes from there too. */
class SaveEnvironmentTest {

  private static final int FAILED = 2;

  @TempDir Path folder;
  private String reason = "";

  private int save(Map<String, String> variables, String... more) {
    var terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    var command = new CommandLine(new SnapshotSave(terminal));
    command.setDefaultValueProvider(
        new EtcdctlEnvironment(name -> Optional.ofNullable(variables.get(name))));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setExecutionExceptionHandler((failure, line, parsed) -> {
      reason = failure.getMessage();
      return FAILED;
    });
    return command.execute(
        Stream.concat(Stream.of(folder.resolve("f").toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private static FakeEtcd start() throws IOException {
    Path snapshot = Kept.directory("etcd-3.5.30-single").resolve("snapshot.db");
    return FakeEtcd.start(Files.readAllBytes(snapshot))
        .at(929)
        .requiring(new Login.User("root", "pass"));
  }

  @Test
  void endpointsUserAndPasswordAreTakenFromIt() throws IOException {
    try (var etcd = start()) {
      Map<String, String> variables =
          Map.of(
              "ETCDCTL_ENDPOINTS", etcd.endpoint(),
              "ETCDCTL_USER", "root",
              "ETCDCTL_PASSWORD", "pass",
              "ETCDCTL_CACERT", "",
              "ETCDCTL_COMMAND_TIMEOUT", "1m",
              "ETCDCTL_KEEP", "not a flag of etcdctl");
      assertEquals(0, save(variables));
    }
  }

  @Test
  void aFlagWins() throws IOException {
    try (var etcd = start()) {
      Map<String, String> variables =
          Map.of("ETCDCTL_ENDPOINTS", "127.0.0.1:1", "ETCDCTL_USER", "nobody:x");
      assertEquals(0, save(variables, "--endpoints", etcd.endpoint(), "--user", "root:pass"));
    }
  }

  @Test
  void whatIsWrongInItIsNamedAsTheFlag() {
    assertEquals(FAILED, save(Map.of("ETCDCTL_DIAL_TIMEOUT", "soon")));
    assertTrue(reason.startsWith("--dial-timeout soon: "), reason);
  }
}
