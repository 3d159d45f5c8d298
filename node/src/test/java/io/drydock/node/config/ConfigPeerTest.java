package io.drydock.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same command lines to real etcd 3.5.30: exit codes and sentences. */
class ConfigPeerTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nope",
        "--name",
        "---x",
        "--=x",
        "stray",
        "-",
        "--snapshot-count=abc",
        "--snapshot-count=-1",
        "--max-wals=1e3",
        "--pre-vote=maybe",
        "--heartbeat-interval=100ms",
        "--heartbeat-interval=0",
        "--heartbeat-interval=300",
        "--election-timeout=60000",
        "--initial-cluster-state=foo",
        "--auto-compaction-mode=foo",
        "--max-concurrent-streams=-1",
        "--max-concurrent-streams=4294967296",
        "--max-concurrent-streams=x",
        "--quota-backend-bytes=1e9",
        "--quota-backend-bytes=99999999999999999999",
        "--grpc-keepalive-interval=5",
        "--listen-client-urls=foo",
        "--listen-client-urls=http://127.0.0.1",
        "--listen-client-urls=http://127.0.0.1:1/path",
        "--listen-client-urls=http://127.0.0.1:1",
        "--listen-client-urls=http://example.com:80 --advertise-client-urls=http://x:1",
        "--listen-metrics-urls=tcp://a:1",
        "--cors=a",
        "--tls-min-version=TLS9",
        "--log-outputs=",
        "--config-file=/nope",
        "ETCD_NAME=a --name=b",
        "ETCD_SNAPSHOT_COUNT=foo",
        "ETCD_LISTEN_CLIENT_URLS=foo",
      })
  void aMistakeIsToldAsEtcdTellsIt(String words) throws Exception {
    var environment = new TreeMap<String, String>();
    var arguments = new ArrayList<String>();
    for (String word : words.split(" ")) {
      if (word.startsWith("ETCD_")) {
        var parts = word.split("=", 2);
        environment.put(parts[0], parts[1]);
      } else {
        arguments.add(word);
      }
    }
    var ours = assertThrows(ConfigException.class, () -> ConfigReader.read(arguments, environment));
    var theirs = etcd(environment, arguments);
    assertEquals(theirs.exitCode(), ours.exitCode(), theirs.output());
    var sentence = ours.getMessage().replaceFirst(": ETCD_NAME$", "");
    assertTrue(
        theirs.output().replace("\\\"", "\"").contains(sentence), theirs.output() + sentence);
  }

  @Test
  void everyFlagOfItsHelpIsKnownWithItsDefault() throws Exception {
    var theirs = etcd(Map.of(), List.of("-h"));
    assertEquals(0, theirs.exitCode());
    var known = Pattern.compile("^  --([a-z0-9-]+)(?: '(.*)')?$", Pattern.MULTILINE);
    var unknown = new TreeSet<String>();
    var matcher = known.matcher(theirs.output());
    int flags = 0;
    while (matcher.find()) {
      flags++;
      if (FlagTable.find(matcher.group(1)).isEmpty()) {
        unknown.add(matcher.group(1));
      }
    }
    assertEquals(new TreeSet<>(), unknown);
    assertTrue(flags > 100, "only " + flags);
  }

  private record Ended(int exitCode, String output) {}

  private Ended etcd(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(EtcdRelease.V3_5_30.etcd().toString());
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
