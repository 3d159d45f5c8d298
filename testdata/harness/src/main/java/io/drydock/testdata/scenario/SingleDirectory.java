package io.drydock.testdata.scenario;

import io.drydock.testdata.Directories;
import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.client.Txn;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The data directory of a single member that has seen nearly everything etcd can do: two WAL
 * segments, several {@code .snap} files, v2 keys with TTLs, users and roles (auth now disabled),
 * members that came and went, leases, a compaction at a tombstone, and a raised NOSPACE alarm.
 *
 * <p>Writes into one folder: {@code data/} (stopped cleanly), {@code expected/*.json} (what the
 * server said last, unless the name says otherwise) and {@code snapshot.db} (a snapshot file of
 * that state).
 */
public final class SingleDirectory {
  private static final String[] FLAGS = {
    "--snapshot-count", "200", "--enable-v2", "--strict-reconfig-check=false", "--bcrypt-cost", "4",
  };
  private static final String[] QUOTA = {"--quota-backend-bytes", "400000"};

  /** What no seed decides: leases that outlast any test, so that booting does not change data. */
  private static final long TEN_YEARS_SECONDS = 315_360_000;

  private static final int FILL_PUTS = 66;
  private static final int FILL_BYTES = 1_000_000;

  private final EtcdOptions options;
  private final long seed;
  private final Path folder;
  private final Answers answers;

  private SingleDirectory(EtcdOptions options, long seed, Path folder, Answers answers) {
    this.options = options;
    this.seed = seed;
    this.folder = folder;
    this.answers = answers;
  }

  /**
   * Runs the whole story; takes some ten seconds.
   *
   * @param folder where it goes; an existing folder without {@code data} and {@code expected}
   * @throws IOException when etcd does not do what the story needs
   */
  public static void write(EtcdRelease release, Path folder, long seed) throws IOException {
    var options = EtcdOptions.single(release, folder.resolve("data"), FLAGS);
    var etcdctl = EtcdTool.etcdctl(release, options.ports().clientUrl());
    var answers = new Answers(etcdctl, folder.resolve("expected"));
    new SingleDirectory(options, seed, folder, answers).tell();
  }

  private void tell() throws IOException {
    long compacted;
    try (var etcd = Etcd.start(options)) {
      fillFirstSegment(etcd);
      new Workload(etcd.client(), seed).run(600);
      new V2Story(etcd.client().v2(), answers).tell();
      auth(etcd);
      members(etcd);
      leasesAndOddities(etcd);
      new Workload(etcd.client(), seed + 1).run(400);
      compacted = compactAtTombstone(etcd);
      etcd.stop();
    }
    try (var etcd = Etcd.start(options.with(QUOTA))) {
      exhaustQuota(etcd);
      record(etcd, compacted);
      etcd.stop();
    }
    recordSnapshotStatus();
  }

  /** Zeros cost nothing in a sparse archive, and 66 MB of them make etcd cut the segment. */
  private static void fillFirstSegment(Etcd etcd) throws IOException {
    var client = etcd.client();
    for (int i = 0; i < FILL_PUTS; i++) {
      client.put("/fill", new byte[FILL_BYTES]);
    }
    client.compact(client.put("/fill", "small"));
    client.defragment();
  }

  private void auth(Etcd etcd) throws IOException {
    var root = new AuthStory(etcd.client()).enable();
    if (!options.release().is34()) {
      var etcdctl = etcd.etcdctl().as(AuthStory.ROOT, AuthStory.ROOT_PASSWORD);
      answers.save("auth_status_while_enabled", etcdctl.json("auth", "status"));
    }
    AuthStory.disable(root);
  }

  private void members(Etcd etcd) throws IOException {
    var scratch = Files.createTempDirectory(folder, "second");
    new MemberStory(etcd, answers).tell(scratch);
    Directories.delete(scratch);
  }

  private static void leasesAndOddities(Etcd etcd) throws IOException {
    var client = etcd.client();
    long year = client.grantLease(0x0ddL, TEN_YEARS_SECONDS / 10);
    long decade = client.grantLease(0x7fff_ffff_ffff_fff0L, TEN_YEARS_SECONDS);
    for (var key : new String[] {"/leased/one", "/leased/two"}) {
      client.put((key + "/year").getBytes(), key.getBytes(), year);
      client.put((key + "/decade").getBytes(), key.getBytes(), decade);
    }
    client.keepLeaseAlive(year);
    long gone = client.grantLease(77, TEN_YEARS_SECONDS);
    client.put("/leased/gone".getBytes(), new byte[] {1}, gone);
    client.revokeLease(gone);
    client.put("t0", "kept until the txn");
    client.txn(
        new Txn()
            .whenVersion("absent", 0)
            .thenPut("t1", new byte[] {1})
            .thenPut("t2", new byte[] {2})
            .thenDelete("t0"));
    client.put(new byte[] {0, (byte) 0xff, (byte) 0xfe, 0x0a}, everyByte(), 0);
  }

  private static byte[] everyByte() {
    var bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private long compactAtTombstone(Etcd etcd) throws IOException {
    var client = etcd.client();
    long before = client.revision();
    answers.hashKv("hashkv_before_last_compaction", before, before - 3, 0);
    long tombstone = client.delete("t2");
    for (int i = 0; i < 3; i++) {
      client.put("/after/tombstone", "put " + i);
    }
    answers.hashKv(
        "hashkv_just_before_compaction", tombstone - 2, tombstone, tombstone + 1, tombstone + 3);
    client.compact(tombstone);
    for (int i = 0; i < 5; i++) {
      client.put("/after/compaction/" + i, "put " + i);
    }
    return tombstone;
  }

  private static void exhaustQuota(Etcd etcd) throws IOException {
    try {
      etcd.client().put("/over/quota", new byte[100]);
    } catch (EtcdRefused e) {
      if (e.getMessage().contains("database space exceeded")) {
        return;
      }
      throw e;
    }
    throw new IOException("a put beyond the quota was accepted");
  }

  private void record(Etcd etcd, long compacted) throws IOException {
    long current = etcd.client().revision();
    answers.save(
        "revisions",
        Map.of("current", current, "compacted", compacted, "tombstone_at_compaction", compacted));
    // Before 3.4.27 and 3.5.10 a server refused HashKV at the compaction revision itself.
    if (options.release().is34()) {
      answers.hashKv("hashkv", 0, compacted + 1, compacted + 2, current);
      answers.hashKvErrors("hashkv_errors", compacted - 1, compacted, current + 5);
    } else {
      answers.hashKv("hashkv", 0, compacted, compacted + 2, current);
      answers.hashKvErrors("hashkv_errors", compacted - 1, current + 5);
      answers.authStatus("auth_status");
    }
    answers.currentKeys("get_all_rev_");
    answers.keysAt("get_all_rev", compacted + 1, current - 2);
    answers.keysOnly("get_all_rev_compaction" + compacted, compacted);
    answers.leases();
    answers.usersAndRoles();
    answers.members("member_list");
    new V2Story(etcd.client().v2(), answers).record();
    answers.status();
    etcd.etcdctl().run("snapshot", "save", snapshot()).ok();
  }

  private void recordSnapshotStatus() throws IOException {
    var tool = EtcdTool.offline(options.release());
    answers.save("snapshot_status", tool.json("snapshot", "status", snapshot()));
  }

  private String snapshot() {
    return folder.resolve("snapshot.db").toString();
  }
}
