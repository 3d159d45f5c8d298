package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Json;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What fsck foretells of a directory, to be held against real etcd.
 *
 * @param member fsck's answer
 */
record Foretold(JsonNode member) {

  private static final List<String> WORDS = List.of("starts", "but", "hangs", "refuses");

  static Foretold of(Path data) throws IOException {
    Run run = Run.drydock("fsck", data, "-o", "json");
    assertTrue(
        run.code() == ExitCode.OK || run.code() == ExitCode.FINDINGS,
        () -> run.code() + ": " + run.out() + run.err());
    return new Foretold(Json.read(run.out()).at("/directories/0"));
  }

  Set<String> codes() {
    Set<String> codes = new TreeSet<>();
    member.path("findings").forEach(finding -> codes.add(finding.path("code").asText()));
    return codes;
  }

  /** All lines of advice, in their order. */
  List<String> next() {
    List<String> lines = new ArrayList<>();
    member
        .path("findings")
        .forEach(finding -> finding.path("next").forEach(line -> lines.add(line.asText())));
    return lines;
  }

  /** The alarm of the fresh directories stops writes, not starts. */
  String verdict() {
    int worst = 0;
    for (JsonNode finding : member.path("findings")) {
      if (!finding.path("code").asText().equals("ALARM-NOSPACE")) {
        worst = Math.max(worst, WORDS.indexOf(finding.path("start").asText()));
      }
    }
    return WORDS.get(worst);
  }

  /** Starts etcd on it. */
  void proveBy(EtcdRelease release, Path data, String what) throws IOException {
    switch (verdict()) {
      case "refuses" -> refuses(release, data, what);
      case "hangs" -> hangs(release, data, what);
      default -> starts(release, data, what);
    }
  }

  private static void starts(EtcdRelease release, Path data, String what) throws IOException {
    try (var etcd = Etcd.start(release, data)) {
      assertTrue(etcd.isRunning(), what);
      etcd.stop();
    } catch (IOException refused) {
      throw new IOException(what, refused);
    }
  }

  /** It stands for no election: etcd says so when it has tried to publish itself, in 7 seconds. */
  private static void hangs(EtcdRelease release, Path data, String what) throws IOException {
    try (var etcd = Etcd.launch(EtcdOptions.single(release, data))) {
      String said = etcd.awaitLine("etcdserver: request timed out");
      assertTrue(etcd.isRunning(), what + "\n" + said);
      assertFalse(String.join("\n", etcd.log()).contains("became leader"), what);
    }
  }

  /** It ends by itself, and its words lead to a code that fsck has found. */
  void refuses(EtcdRelease release, Path data, String what) throws IOException {
    try (var etcd = Etcd.launch(EtcdOptions.single(release, data))) {
      assertNotEquals(0, etcd.awaitEnd("the damage"), what);
      String said = String.join("\n", etcd.log());
      Run run = Run.drydock("fsck", "explain", said, "-o", "json");
      assertEquals(ExitCode.OK, run.code(), what + "\n" + said);
      JsonNode first = Json.read(run.out()).at("/explanations/0");
      Set<String> known = new TreeSet<>();
      first.path("codes").forEach(code -> known.add(code.asText()));
      known.retainAll(codes());
      assertTrue(!known.isEmpty(), what + "\n" + first + "\n" + said);
    }
  }
}
