package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command's whole output on kept directories of real etcd, for people and for programs. */
class DbGoldenTest {

  private static final String SINGLE_34 = "etcd-3.4.23-single/data";
  private static final String CLUSTER_35 = "etcd-3.5.16-cluster3/m1";
  private static final String SINGLE_36 = "etcd-3.6.14-single/data";
  private static final String LEARNER_37 = "etcd-3.7.1-cluster3/m3";
  private static final String LEASE = "/registry/leases/kube-node-lease/node-01";
  private static final String TOUR = "prod-etcd-1/data";

  private static Stream<Arguments> textAndJson() {
    return Stream.of(
        Arguments.of("status-3.4", SINGLE_34, "status"),
        Arguments.of("status-3.5", CLUSTER_35, "status"),
        Arguments.of("status-3.6", SINGLE_36, "status"),
        Arguments.of("status-3.6-snapshot", "etcd-3.6.14-single/snapshot.db", "status"),
        Arguments.of("status-3.7", LEARNER_37, "status"),
        Arguments.of("buckets", SINGLE_36, "buckets"),
        Arguments.of("ls", SINGLE_36, "ls --limit 7"),
        Arguments.of("ls-names", SINGLE_36, "ls /app/b/ --keys-only"),
        Arguments.of("ls-values", SINGLE_36, "ls /lease/ --rev 1312 --values"),
        Arguments.of("get", SINGLE_36, "get 00fffe0a --hex-key"),
        Arguments.of("get-prefix", SINGLE_36, "get /lease/ --prefix"),
        Arguments.of("history", TOUR, "history " + LEASE + " --values --last 2"),
        Arguments.of("history-deleted", SINGLE_36, "history t2"),
        Arguments.of("du", SINGLE_36, "du --depth 1"),
        Arguments.of("du-tour", TOUR, "du --depth 3 --sort history --limit 4"),
        Arguments.of("check", SINGLE_36, "check"),
        Arguments.of("hashkv", SINGLE_36, "hashkv --rev 1311 --rev 1313 --rev 0"),
        Arguments.of("hashkv-prefixes", SINGLE_36, "hashkv --by-prefix 2"),
        Arguments.of("alarms", SINGLE_36, "alarms"),
        Arguments.of("alarms-none", CLUSTER_35, "alarms"),
        Arguments.of("leases", LEARNER_37, "leases --keys"),
        Arguments.of("users", SINGLE_34, "users"),
        Arguments.of("members-3.5", CLUSTER_35, "members"),
        Arguments.of("members-3.7", LEARNER_37, "members"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("textAndJson")
  void outputIsAsKept(String name, String directory, String command) throws IOException {
    Golden.check("db/" + name + ".txt", run(directory, command));
    Golden.check("db/" + name + ".json", run(directory, command + " -o json"));
  }

  private static Stream<Arguments> otherForms() {
    return Stream.of(
        Arguments.of("status.table", SINGLE_36, "status -o table"),
        Arguments.of("buckets.table", SINGLE_36, "buckets -o table"),
        Arguments.of("ls.table", SINGLE_36, "ls /app/b/ --limit 3 --values -o table"),
        Arguments.of("ls.jsonl", SINGLE_36, "ls /app/b/ --limit 3 -o jsonl"),
        Arguments.of("history.table", SINGLE_36, "history t2 -o table"),
        Arguments.of("history.jsonl", SINGLE_36, "history t2 -o jsonl"),
        Arguments.of("leases.table", LEARNER_37, "leases -o table"),
        Arguments.of("du.table", SINGLE_36, "du --depth 1 -o table"),
        Arguments.of("users.table", SINGLE_34, "users -o table"),
        Arguments.of("hashkv.jsonl", SINGLE_36, "hashkv -o jsonl"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherForms")
  void otherFormsAreAsKept(String name, String directory, String command) throws IOException {
    Golden.check("db/" + name, run(directory, command));
  }

  private static String run(String directory, String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    int slash = directory.indexOf('/');
    words.add(1, Kept.directory(directory.substring(0, slash)) + directory.substring(slash));
    words.addFirst("db");
    Run run = Run.drydock(words.toArray());
    assertEquals("", run.err());
    assertEquals(ExitCode.OK, run.code());
    return Kept.withoutPlace(run.out());
  }
}
