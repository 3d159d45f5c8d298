package io.drydock.tools.restore;

import io.drydock.formats.FormatException;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.testdata.Directories;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.scenario.Workload;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A snapshot that real etcd saved while a client wrote, once for each release and JVM; not to be
 * changed. It has leases with keys, users and roles, and was compacted.
 *
 * @param file with its SHA-256
 * @param compacted its compaction revision
 * @param current its revision, some time after the compaction
 */
record LoadedSnapshot(Path file, long compacted, long current) {

  static final String USER = "alice";
  static final String PASSWORD = "alicepw";

  private static final Map<EtcdRelease, LoadedSnapshot> MADE = new ConcurrentHashMap<>();

  static LoadedSnapshot of(EtcdRelease release) {
    return MADE.computeIfAbsent(release, LoadedSnapshot::make);
  }

  private static LoadedSnapshot make(EtcdRelease release) {
    try {
      Path folder = Files.createTempDirectory("drydock-loaded-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      Path file = save(release, folder);
      try (DbSource source = DbSource.open(file)) {
        RevisionBounds bounds = RevisionBounds.of(source.view());
        return new LoadedSnapshot(file, bounds.compactRevision(), bounds.currentRevision());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (FormatException damage) {
      throw new IllegalStateException(damage);
    }
  }

  private static Path save(EtcdRelease release, Path folder) throws IOException {
    Path file = folder.resolve("snapshot.db");
    try (Etcd etcd = Etcd.start(release, folder.resolve("data"))) {
      EtcdClient client = etcd.client();
      addUsers(client);
      var load = new Workload(client, release.ordinal() + 1L);
      load.run(400);
      for (int i = 0; i < 30; i++) {
        client.put("/loaded/before", "value " + i);
      }
      client.compact(client.revision() - 20);
      var isSaved = new AtomicBoolean();
      try (var writer = Executors.newSingleThreadExecutor()) {
        var writing = writer.submit(() -> writeUntil(isSaved, client));
        etcd.etcdctl().run("snapshot", "save", file.toString()).ok();
        isSaved.set(true);
        if (writing.get() == 0) {
          throw new IOException("nothing was written while the snapshot was saved");
        }
      } catch (InterruptedException | ExecutionException failure) {
        throw new IOException(failure);
      }
      etcd.kill();
    }
    return file;
  }

  /** No compaction meanwhile: what an interrupted one leaves, 3.4's own restore would finish. */
  private static long writeUntil(AtomicBoolean isSaved, EtcdClient client) throws IOException {
    long written = 0;
    for (; !isSaved.get(); written++) {
      client.put("/loaded/" + written % 50, "value " + written);
    }
    return written;
  }

  private static void addUsers(EtcdClient client) throws IOException {
    var auth = client.auth();
    auth.addUser("root", "rootpw");
    auth.addUser(USER, PASSWORD);
    auth.addUserWithoutPassword("bob");
    auth.addRole("root");
    auth.addRole("reader");
    auth.grant("reader", "READ", "\0", "\0");
    auth.grantRole("root", "root");
    auth.grantRole(USER, "reader");
  }

  private static void delete(Path folder) {
    try {
      Directories.delete(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
