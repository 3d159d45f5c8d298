package io.drydock.tools.snapshot.take;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.testdata.Json;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.client.Txn;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.Ports;
import io.drydock.testdata.scenario.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A member that is killed with most of its work not in its database: one that commits every hour
 * and not every tenth of a second. Keys, leases, transactions, compactions, users, alarms, members.
 *
 * @param options how it was started
 * @param revision after the last write that was acknowledged
 */
record KilledStory(EtcdOptions options, long revision) {

  static final String ROOT = "root";
  static final String PASSWORD = "rootpw";

  /** Longer than any test; a server still commits where it must, as with a compaction. */
  private static final String[] LAZY = {
    "--backend-batch-interval", "1h", "--backend-batch-limit", "1000000"
  };

  static KilledStory tell(EtcdRelease release, Path data, String snapshotCount) throws IOException {
    try (var etcd =
        Etcd.start(
            release, data, LAZY[0], LAZY[1], LAZY[2], LAZY[3], "--snapshot-count", snapshotCount)) {
      EtcdClient open = etcd.client();
      new Workload(open, 11).run(150);
      users(open);
      open.auth().enable();
      EtcdClient root = open.as(ROOT, PASSWORD);
      var load = new Workload(root, 12).run(150);
      // Of the passwords in 3.4's entries each member makes another hash: they are compared as they
      // are in the database.
      root.compact(load.done().revision());
      roles(root);
      alice(etcd, root);
      members(root);
      alarm(root);
      leases(root);
      writes(root);
      long revision = full(root);
      etcd.kill();
      return new KilledStory(etcd.options(), revision);
    }
  }

  private static void users(EtcdClient client) throws IOException {
    var auth = client.auth();
    auth.addUser(ROOT, PASSWORD);
    auth.addUser("alice", "alicepw");
    auth.addUserWithoutPassword("bob");
    auth.addRole(ROOT);
    auth.addRole("writer");
    auth.grant("writer", "READWRITE", "/app/a", "/app/c");
    auth.grantRole(ROOT, ROOT);
    auth.grantRole("alice", "writer");
  }

  private static void roles(EtcdClient root) throws IOException {
    var auth = root.auth();
    auth.addRole("gone");
    auth.addRole("reader");
    auth.grant("reader", "READ", "/app/", "/app0");
    auth.grant("reader", "READ", "/app/", "/app/z");
    auth.grant("reader", "READ", "zz", "\0");
    auth.grant("reader", "WRITE", "one", "");
    auth.grant("gone", "READ", "x", "");
    auth.grantRole("bob", "gone");
    auth.grantRole("bob", "reader");
    auth.grantRole("alice", "reader");
    auth.grantRole("alice", "gone");
    auth.revokeRole("alice", "reader");
    root.call(
        "auth/role/revoke",
        Json.object()
            .put("role", "reader")
            .put("key", Json.base64("zz"))
            .put("range_end", Json.base64("\0")));
    root.call("auth/role/delete", Json.object().put("role", "gone"));
    auth.addUserWithoutPassword("carol");
    auth.deleteUser("carol");
  }

  /** Someone who may write some keys; what she may not is refused before it gets into the log. */
  private static void alice(Etcd etcd, EtcdClient root) throws IOException {
    EtcdClient alice = etcd.client().as("alice", "alicepw");
    alice.put("/app/b/alice", "1");
    alice.txn(new Txn().whenVersion("/app/b/alice", 1).thenPut("/app/b/alice", text("2")));
    assertThrows(EtcdRefused.class, () -> alice.put("/app/d/alice", "1"));
    root.auth().grant("writer", "READWRITE", "/app/d", "/app/e");
    etcd.client().as("alice", "alicepw").put("/app/d/alice", "2");
  }

  private static void members(EtcdClient root) throws IOException {
    long learner = root.members().addLearner(Ports.pick().peerUrl());
    root.members().update(learner, Ports.pick().peerUrl());
    assertThrows(EtcdRefused.class, () -> root.members().addLearner(Ports.pick().peerUrl()));
    root.members().remove(learner);
    root.members().addLearner(Ports.pick().peerUrl());
  }

  private static void alarm(EtcdClient root) throws IOException {
    root.put("/full", "no");
    call(root, "ACTIVATE", "NOSPACE");
    assertThrows(EtcdRefused.class, () -> root.put("/full", "yes"));
    assertThrows(EtcdRefused.class, () -> root.grantLease(77, 3600));
    root.delete("/full");
    call(root, "DEACTIVATE", "NOSPACE");
    root.put("/full", "no more");
    call(root, "ACTIVATE", "CORRUPT");
    assertThrows(EtcdRefused.class, () -> root.delete("/full"));
    call(root, "DEACTIVATE", "CORRUPT");
  }

  private static void call(EtcdClient root, String action, String alarm) throws IOException {
    var body = Json.object().put("action", action).put("alarm", alarm);
    body.put("memberID", Long.toUnsignedString(root.memberId()));
    root.call("maintenance/alarm", body);
  }

  private static void leases(EtcdClient root) throws IOException {
    root.grantLease(501, 1);
    root.grantLease(502, 3600);
    root.grantLease(503, 3600);
    for (String key : new String[] {"/l/c", "/l/a", "/l/b"}) {
      root.put(text(key), text("leased"), 502);
    }
    root.put(text("/l/b"), text("moved"), 503);
    root.put(text("/l/d"), text("stays"), 503);
    root.revokeLease(502);
    root.put(text("/l/a"), text("again"), 503);
    root.revokeLease(501);
    root.deleteRange("/app/a", "/app/b");
  }

  /** The alarm stays raised; what it refuses is in the log. */
  private static long full(EtcdClient root) throws IOException {
    root.grantLease(504, 3600);
    root.put(text("/l/e"), text("stays"), 504);
    root.auth().addRole("late");
    root.auth().grantRole("bob", "late");
    root.put("/last", "to be deleted");
    call(root, "ACTIVATE", "NOSPACE");
    for (String key : new String[] {"/w/1", "/w/2", "/w/3"}) {
      assertThrows(EtcdRefused.class, () -> root.put(key, "refused"));
    }
    assertThrows(EtcdRefused.class, () -> root.grantLease(78, 3600));
    return root.delete("/last");
  }

  /** Without what makes a server commit: compactions, and the end of leases, alarms, users. */
  private static void writes(EtcdClient root) throws IOException {
    for (int i = 0; i < 60; i++) {
      String key = "/w/" + i % 17;
      switch (i % 5) {
        case 3 -> root.delete(key);
        case 4 ->
            root.txn(new Txn().whenVersion(key, 1).thenDelete(key).elsePut(key, text("" + i)));
        default -> root.put(key, "value " + i);
      }
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
