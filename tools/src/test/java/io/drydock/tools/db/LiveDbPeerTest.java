package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.scenario.Workload;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions to the database of a server that runs. */
class LiveDbPeerTest {

  private static final int ROUNDS = 8;
  private static final int WRITES = Integer.getInteger("drydock.live.writes", 1500);
  private static final int REQUESTS = 400;
  private static final long SEED = Long.getLong("drydock.seed", System.nanoTime());

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void everyKeptRevisionReadsAsTheServerReadsIt(EtcdRelease release) throws IOException {
    var random = new SplittableRandom(SEED);
    try (Etcd etcd = Etcd.start(release, folder.resolve("data"))) {
      // At the revision of a compaction itself 3.4 refuses, and 3.5 answers from memory.
      var done = new Workload(etcd.client(), SEED).run(REQUESTS).done();
      long oldest = done.compactions().isEmpty() ? 2 : done.compactions().getLast() + 1;
      compareAtSome(etcd, oldest, random);
      long compacted = (oldest + etcd.client().revision()) / 2;
      etcd.client().compact(compacted);
      etcd.client().put("after-compaction", "1");
      compareAtSome(etcd, compacted + 1, random);
      assertEquals(
          ExitCode.FINDINGS, DbJson.of("hashkv", etcd.dataDir(), "--rev", compacted - 1).code());
      etcd.stop();
    }
  }

  private static void compareAtSome(Etcd etcd, long oldest, SplittableRandom random)
      throws IOException {
    long current = etcd.client().revision();
    awaitOnDisk(etcd, current);
    compareAt(etcd, current);
    for (int i = 0; i < 4; i++) {
      compareAt(etcd, random.nextLong(oldest, current + 1));
    }
  }

  private static void compareAt(Etcd etcd, long revision) throws IOException {
    String replay = "-Ddrydock.seed=" + SEED + " at revision " + revision;
    List<Kv> keys = etcd.client().all(revision);
    assertEquals(
        keys, DbJson.found("ls", etcd.dataDir(), "--rev", revision, "--values").kvs(), replay);
    Kv one = keys.get((int) (revision % keys.size()));
    assertEquals(
        List.of(one),
        DbJson.found("get", etcd.dataDir(), one.keyHex(), "--hex-key", "--rev", revision).kvs(),
        replay);
    JsonNode ours =
        DbJson.found("hashkv", etcd.dataDir(), "--rev", revision).json().path("hashes").path(0);
    HashKv theirs = etcd.hashKv(revision);
    assertEquals(
        theirs,
        new HashKv(ours.path("hash").asLong(), ours.path("compact_revision").asLong()),
        replay);
  }

  /** etcd commits to its database some ten times a second. */
  private static void awaitOnDisk(Etcd etcd, long revision) throws IOException {
    long seen = 0;
    for (int i = 0; i < 10_000 && seen < revision; i++) {
      DbJson status = DbJson.of("status", etcd.dataDir());
      seen = status.code() == ExitCode.OK ? status.json().path("revision").asLong() : 0;
    }
    assertEquals(revision, seen);
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void nothingFalseIsSaidWhileTheServerWrites(EtcdRelease release) throws Exception {
    try (Etcd etcd = Etcd.start(release, folder.resolve("data"));
        ExecutorService writers = Executors.newFixedThreadPool(2)) {
      new Workload(etcd.client(), SEED).run(REQUESTS);
      long revision = etcd.client().revision();
      String hash = Long.toString(etcd.hashKv(revision).hash());
      awaitOnDisk(etcd, revision);
      var load = new Load(etcd);
      List<Future<Long>> running = List.of(writers.submit(load), writers.submit(load));
      int answers = 0;
      for (int round = 0; round < ROUNDS || load.isYoung(running); round++) {
        answers += askEverything(etcd.dataDir(), revision, hash);
      }
      load.end();
      for (Future<Long> each : running) {
        assertTrue(each.get() > 0);
      }
      assertTrue(answers > ROUNDS, "only " + answers + " answers");
    }
  }

  /** Values large enough that each commit takes many pages and frees as many. */
  private static final class Load implements Callable<Long> {

    private final Etcd etcd;
    private final AtomicLong written = new AtomicLong();
    private volatile boolean isOver;

    Load(Etcd etcd) {
      this.etcd = etcd;
    }

    @Override
    public Long call() throws IOException {
      byte[] value = new byte[4000];
      while (!isOver) {
        etcd.client().put("/load/" + written.incrementAndGet() % 50, value);
      }
      return written.get();
    }

    /** True while there was not much of it yet; false also when it has failed. */
    boolean isYoung(List<Future<Long>> running) {
      return written.get() < WRITES && running.stream().noneMatch(Future::isDone);
    }

    void end() {
      isOver = true;
    }
  }

  /** Each answers, or says that the database is changing; returns how many answered. */
  private static int askEverything(Path data, long revision, String hash) {
    List<List<String>> questions =
        List.of(
            List.of("status"),
            List.of("buckets"),
            List.of("check"),
            List.of("hashkv", "--rev", Long.toString(revision)),
            List.of("ls", "--rev", Long.toString(revision)),
            List.of("get", "/load/", "--prefix"),
            List.of("history", "/load/0"),
            List.of("du"),
            List.of("leases"),
            List.of("members"));
    int answers = 0;
    for (List<String> question : questions) {
      Object[] words = new Object[question.size() + 2];
      words[0] = "db";
      words[1] = question.getFirst();
      words[2] = data;
      for (int i = 1; i < question.size(); i++) {
        words[i + 2] = question.get(i);
      }
      Run run = Run.drydock(words);
      boolean isEmptyHistory = question.getFirst().equals("history") && run.code().code() == 1;
      if (run.code() == ExitCode.OK || isEmptyHistory) {
        answers++;
        assertTrue(run.err().contains("a running server holds it"), run.err());
      } else {
        assertEquals(ExitCode.CHANGING, run.code(), question + ": " + run.err() + run.out());
      }
      if (question.getFirst().equals("hashkv") && run.code() == ExitCode.OK) {
        assertTrue(run.out().contains(hash), run.out());
      }
    }
    return answers;
  }
}
