package io.drydock.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.node.config.ConfigReader.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What flags, variables and files come to. */
class ConfigReaderTest {
  @Test
  void defaultsAreThoseOfEtcd() throws ConfigException {
    var config = serve(Map.of());
    assertEquals("default", config.member().name());
    assertEquals(Path.of("default.etcd"), config.member().dataDir());
    assertEquals("http://localhost:2379", config.clients().urls().getFirst().text());
    assertEquals(10, config.raft().electionTicks());

    assertEquals(2L << 30, config.store().quotaBytes());
    assertEquals(2_097_152, config.services().maxMessageBytes());
    assertEquals(7_000_000_000L, config.services().requestTimeoutNanos());
    assertEquals(List.of("stderr"), config.log().outputs());
    assertEquals(List.of(), config.warnings());
    assertTrue(config.member().objectionToBootstrap().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-name=m1", "--name=m1", "-name m1", "--name m1"})
  void aFlagMayBeWrittenAsGoTakesIt(String words) throws ConfigException {
    var config = serve(Map.of(), words.split(" "));
    assertEquals("m1", config.member().name());
    assertEquals("[m1]", config.member().initialCluster().keySet().toString());
  }

  @Test
  void aVariableSetsWhatNoFlagDoes() throws ConfigException {
    var config = serve(Map.of("ETCD_NAME", "m2", "ETCD_MAX_WALS", "0x10"), "--max-snapshots", "1");
    assertEquals("m2", config.member().name());
    assertEquals(16, config.store().maxWals());
    assertEquals(1, config.store().maxSnapshots());
  }

  @Test
  void anUnknownVariableIsToldAndNoMore() throws ConfigException {
    assertEquals(
        List.of("unrecognized environment variable: ETCD_NOPE=1"),
        serve(Map.of("ETCD_NOPE", "1")).warnings());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --nope | 2 | flag provided but not defined: -nope
          --name | 2 | flag needs an argument: -name
          ---x | 2 | bad flag syntax: ---x
          --=x | 2 | bad flag syntax: --=x
          stray | 1 | 'stray' is not a valid flag
          - | 1 | '-' is not a valid flag
          -- stray | 1 | 'stray' is not a valid flag
          --snapshot-count=abc | 2 | invalid value "abc" for flag -snapshot-count: parse error
          --pre-vote=maybe | 2 | invalid boolean value "maybe" for -pre-vote: parse error
          --initial-cluster-state=foo | 2 | invalid value "foo" for flag -initial-cluster-state: \
          invalid value
          --heartbeat-interval 300 | 1 | --election-timeout[1000ms] should be at least as 5 times \
          as --heartbeat-interval[300ms]
          --heartbeat-interval 0 | 1 | --heartbeat-interval must be >0 (set to 0ms)
          --election-timeout 60000 | 1 | --election-timeout[60000ms] is too long, and should be \
          set less than 50000ms
          --auto-compaction-mode foo | 1 | unknown auto-compaction-mode "foo"
          --log-outputs= | 1 | open sink "": open : no such file or directory
          --discovery http://x:1 | 1 | --discovery is refused: members are not found by discovery \
          yet
          --proxy=on | 1 | --proxy is refused: the v2 proxy is not served
          --auth-token=jwt | 1 | --auth-token is refused: users and roles are not served yet
          --tls-min-version=TLS9 | 1 | unexpected TLS version "TLS9" (must be one of: TLS1.2, \
          TLS1.3)
          --cert-file=/x | 1 | KeyFile and CertFile must both be present[key: , cert: /x]
          --listen-client-urls=http://127.0.0.1:1 | 1 | --advertise-client-urls is required when \
          --listen-client-urls is set explicitly
          --config-file=/nope | 1 | open /nope: no such file or directory
          """)
  void aMistakeEndsAsWithEtcd(String words, int exitCode, String message) {
    var refused = assertThrows(ConfigException.class, () -> read(Map.of(), words.split(" ")));
    assertEquals(message, refused.getMessage());
    assertEquals(exitCode, refused.exitCode());
  }

  @Test
  void flagAndVariableTogetherAreAConflict() {
    var refused =
        assertThrows(ConfigException.class, () -> read(Map.of("ETCD_NAME", "a"), "--name", "b"));
    assertEquals(1, refused.exitCode());
    assertTrue(refused.getMessage().endsWith("ETCD_NAME"), refused.getMessage());
  }

  @Test
  void whatHasNoEffectIsSaid() throws ConfigException {
    assertEquals(
        List.of("--backend-batch-limit has no effect: the node does not keep its data in bbolt"),
        serve(Map.of(), "--backend-batch-limit=10").warnings());
  }

  @ParameterizedTest
  @CsvSource({
    "periodic, 5, Periodic[keepNanos=18000000000000]",
    "periodic, 5m, Periodic[keepNanos=300000000000]",
    "revision, 1000, Revisions[keepRevisions=1000]",
    "revision, 0, Off[]",
  })
  void retentionIsReadByItsMode(String mode, String retention, String expected)
      throws ConfigException {
    var config =
        serve(Map.of(), "--auto-compaction-mode", mode, "--auto-compaction-retention", retention);
    assertEquals(expected, config.store().autoCompaction().toString());
  }

  @Test
  void severalMembersAreRefusedOnlyToBeginWith() throws ConfigException {
    var cluster = "default=http://localhost:2380,b=http://b:2380";
    assertEquals(
        "--initial-cluster: a cluster of several members is not served yet",
        serve(Map.of(), "--initial-cluster", cluster)
            .member()
            .objectionToBootstrap()
            .orElseThrow());
  }

  @Test
  void aFileSaysEverything(@TempDir Path dir) throws IOException, ConfigException {
    var file =
        Files.writeString(
            dir.resolve("etcd.yaml"),
            """
            name: from-file
            snapshot-count: 77
            listen-client-urls: http://127.0.0.1:1,http://127.0.0.1:2
            grpc-keepalive-min-time: 1000000000
            log-outputs: [stdout]
            client-transport-security:
              cert-file: /c
              key-file: /k
              client-cert-auth: true
            nonsense: 1
            """);
    var config = serve(Map.of("ETCD_NAME", "unread"), "--config-file", file.toString());
    assertEquals("from-file", config.member().name());
    assertEquals(77, config.raft().snapshotCount());
    assertEquals(2, config.clients().urls().size());
    assertEquals(1_000_000_000, config.clients().connections().minPingIntervalNanos());
    assertEquals(List.of("stdout"), config.log().outputs());
    assertTrue(config.clients().tls().orElseThrow().clientCertAuth());
    assertTrue(config.warnings().contains(file + ": nonsense is no setting"));
  }

  @Test
  void aFileWithAMistakeIsNamedWithTheKey(@TempDir Path dir) throws IOException {
    var file = Files.writeString(dir.resolve("etcd.yaml"), "snapshot-count: many\n");
    var refused =
        assertThrows(ConfigException.class, () -> read(Map.of(), "--config-file=" + file));
    assertEquals(
        file + ": snapshot-count: invalid value \"many\": parse error", refused.getMessage());
  }

  @Test
  void versionIsInEtcdsForm() throws ConfigException {
    var printed = assertInstanceOf(Asked.Print.class, read(Map.of(), "--version"));
    assertTrue(printed.text().startsWith("etcd Version: 3.5.30\nGit SHA: "), printed.text());
  }

  @Test
  void helpNamesEveryFlagThatIsNotOld() throws ConfigException {
    var printed = assertInstanceOf(Asked.Print.class, read(Map.of(), "-h"));
    FlagTable.groups().values().stream()
        .flatMap(List::stream)
        .filter(flag -> flag.support() != Flag.Support.IGNORED)
        .forEach(flag -> assertTrue(printed.text().contains("--" + flag.name() + " '")));
  }

  private static NodeConfig serve(Map<String, String> environment, String... arguments)
      throws ConfigException {
    return assertInstanceOf(Asked.Serve.class, read(environment, arguments)).config();
  }

  private static Asked read(Map<String, String> environment, String... arguments)
      throws ConfigException {
    return ConfigReader.read(List.of(arguments), environment);
  }
}
