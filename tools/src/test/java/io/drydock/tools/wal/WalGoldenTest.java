package io.drydock.tools.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole answers about the kept directories of every version. */
class WalGoldenTest {

  @TempDir private static Path folder;
  private static KeptLogs logs;

  @BeforeAll
  static void unpackNothingYet() {
    logs = new KeptLogs(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data",
    "etcd-3.4.23-cluster3, m2",
    "etcd-3.5.16-single, data",
    "etcd-3.5.16-cluster3, m3",
    "etcd-3.5.30-single, data",
    "etcd-3.5.30-cluster3, m1",
    "etcd-3.6.14-single, data",
    "etcd-3.6.14-cluster3, m3",
    "etcd-3.7.1-single, data",
    "etcd-3.7.1-cluster3, m1",
    "etcd-3.7.1-cluster3, m2",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data",
  })
  void everyVersion(String archive, String member) throws IOException {
    for (String verb : List.of("ls", "verify", "stats")) {
      check(archive, member, verb + ".txt", verb);
      check(archive, member, verb + ".json", verb, "-o", "json");
    }
  }

  @Test
  void everyKindOfRequestOf34() throws IOException {
    String requests = "v2_*,auth_*,authenticate,conf_*,lease_*,alarm,compaction,txn,no_op";
    check("etcd-3.4.23-single", "data", "requests.txt", "dump", "--request", requests);
    check(
        "etcd-3.4.23-single",
        "data",
        "requests.jsonl",
        "dump",
        "--request",
        requests,
        "-o",
        "jsonl",
        "--value-bytes",
        "24");
  }

  @Test
  void everyKindOfRequestOf37() throws IOException {
    String requests =
        "auth_*,authenticate,conf_*,lease_*,cluster_*,downgrade_*,alarm,compaction,no_op";
    check("etcd-3.7.1-single", "data", "requests.txt", "dump", "--request", requests);
    check(
        "etcd-3.7.1-single",
        "data",
        "requests.jsonl",
        "dump",
        "--request",
        requests,
        "-o",
        "jsonl");
  }

  @Test
  void wholeLogOfAMemberThatJoinedBySnapshot() throws IOException {
    check("etcd-3.6.14-cluster3", "m3", "dump.txt", "dump", "--value-bytes", "16");
  }

  @Test
  void theEndOfALogInEachForm() throws IOException {
    String archive = "etcd-3.7.1-upgraded-3.5.30-3.6.14";
    check(archive, "data", "tail.txt", "dump", "--tail", "12");
    check(archive, "data", "tail-table.txt", "dump", "--tail", "12", "-o", "table");
    check(archive, "data", "tail.json", "dump", "--tail", "12", "-o", "json");
    check(archive, "data", "tail.jsonl", "dump", "--tail", "12", "-o", "jsonl");
    check(archive, "data", "tail-raw.txt", "dump", "--tail", "12", "--raw");
    check(archive, "data", "tail-raw.jsonl", "dump", "--tail", "12", "--raw", "-o", "jsonl");
  }

  private static void check(String archive, String member, String name, String... args)
      throws IOException {
    List<Object> words = new ArrayList<>(List.of("wal"));
    words.addAll(List.of((Object[]) args));
    words.add(logs.data(archive, member));
    Run run = Run.drydock(words.toArray());
    assertEquals("", run.err());
    assertEquals(ExitCode.OK, run.code());
    Golden.check("wal/" + archive + "/" + member + "/" + name, logs.neutral(run.out()));
  }
}
