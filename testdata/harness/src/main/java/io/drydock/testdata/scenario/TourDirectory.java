package io.drydock.testdata.scenario;

import io.drydock.testdata.Directories;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.etcd.Ports;
import io.drydock.testdata.scenario.Manifests.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The directory that {@code drydock tour} opens: member {@code prod-etcd-1} of etcd 3.5.30, which
 * serves a small Kubernetes cluster and a shop's settings, with a quota of 16 MiB used up.
 *
 * <p>What happened to it: for weeks all was well, compaction ran every five minutes, and a GitOps
 * controller wrote the same large ConfigMap again and again (that filled a whole WAL segment). Then
 * compaction stopped. Since then every renewal of a node lease, every ten seconds from each of
 * thirty nodes, has stayed in the history, until a put was refused and the NOSPACE alarm raised.
 *
 * <p>Layout as {@link SingleDirectory}, without {@code snapshot.db}; auth is enabled ({@code
 * root}/{@code rootpw}). {@code expected/after_compact_and_defrag.json} is what the same etcd made
 * of a copy: compacted at its last revision, defragmented, alarm disarmed.
 */
public final class TourDirectory {
  /** The quota, 16 MiB. */
  static final long QUOTA_BYTES = 16_777_216;

  private static final String[] FLAGS = {
    "--advertise-client-urls", "http://10.20.0.11:2379",
    "--initial-advertise-peer-urls", "http://10.20.0.11:2380",
    "--initial-cluster", "prod-etcd-1=http://10.20.0.11:2380",
    "--initial-cluster-token", "prod",
    "--snapshot-count", "5000",
    "--bcrypt-cost", "4",
  };
  private static final Instant START = Instant.parse("2026-11-19T22:00:00Z");
  private static final String[] APPS = {"cart", "checkout", "catalog", "search", "payments"};
  private static final int NODES = 30;
  private static final int PODS_PER_APP = 24;
  private static final int DASHBOARD_EDITIONS = 86;
  private static final int EVENTS_PER_MINUTE = 30;
  private static final int MINUTES_BEFORE_EVENTS_EXPIRE = 45;
  private static final int MINUTES_WITH_COMPACTION = 15;
  private static final int MINUTES_MAX = 600;
  private static final long EVENT_TTL_SECONDS = 315_360_000;

  private final SplittableRandom random;
  private final Manifests manifests;
  private final List<Pod> pods = new ArrayList<>();
  private final List<String> leaseUids = new ArrayList<>();
  private final Deque<Long> eventLeases = new ArrayDeque<>();
  private long compacted;

  private TourDirectory(long seed) {
    this.random = new SplittableRandom(seed);
    this.manifests = new Manifests(random);
  }

  /**
   * Runs the whole story; takes about a minute.
   *
   * @param folder where it goes; an existing folder without {@code data} and {@code expected}
   * @throws IOException when etcd does not do what the story needs
   */
  public static void write(Path folder, long seed) throws IOException {
    var options =
        new EtcdOptions(
            EtcdRelease.V3_5_30, "prod-etcd-1", folder.resolve("data"), Ports.pick(), List.of());
    new TourDirectory(seed).tell(options.with(FLAGS), folder);
  }

  private void tell(EtcdOptions options, Path folder) throws IOException {
    try (var etcd = Etcd.start(options)) {
      var root = new AuthStory(etcd.client()).enableForShop();
      settings(root);
      cluster(root);
      dashboards(root);
      etcd.stop();
    }
    var withQuota = options.with("--quota-backend-bytes", Long.toString(QUOTA_BYTES));
    try (var etcd = Etcd.start(withQuota)) {
      runUntilFull(asRoot(etcd));
      record(etcd, folder);
      etcd.stop();
    }
    recordWhatEtcdMakesOfIt(options, folder);
  }

  private static void settings(EtcdClient root) throws IOException {
    var currencies = List.of("eur", "usd", "gbp", "sek", "nok", "dkk", "pln", "czk");
    for (var currency : currencies) {
      root.put("/shop/config/currency/" + currency, "{\"enabled\":true,\"decimals\":2}");
    }
    for (var app : APPS) {
      root.put("/shop/config/" + app + "/timeout_ms", Integer.toString(250 + app.length() * 50));
      root.put("/shop/config/" + app + "/replicas", Integer.toString(PODS_PER_APP));
    }
    root.put("/shop/feature/new-checkout", "off");
    root.put("/shop/feature/new-checkout", "on");
    root.put("/shop/feature/old-search", "on");
    root.delete("/shop/feature/old-search");
    long lock = root.grantLease(0x70_05_10_ccL, EVENT_TTL_SECONDS);
    root.put(bytes("/shop/locks/nightly-report"), bytes("held by report-7f9d"), lock);
  }

  private void cluster(EtcdClient root) throws IOException {
    for (var namespace : List.of("default", "kube-system", "monitoring", "shop")) {
      root.put("/registry/namespaces/" + namespace, "{\"kind\":\"Namespace\"}");
    }
    for (int i = 0; i < NODES; i++) {
      root.put("/registry/minions/" + node(i), manifests.node(node(i), START));
      leaseUids.add(manifests.uid());
    }
    for (var app : APPS) {
      root.put("/registry/services/specs/shop/" + app, manifests.service(app, "shop"));
      root.put("/registry/secrets/shop/" + app + "-db", manifests.secret(app + "-db", "shop"));
      for (int i = 0; i < PODS_PER_APP; i++) {
        startPod(root, app, START);
      }
    }
  }

  /** Rewrites one large ConfigMap until its history has filled a WAL segment. */
  private void dashboards(EtcdClient root) throws IOException {
    for (int edition = 1; edition <= DASHBOARD_EDITIONS; edition++) {
      long revision =
          root.put(
              "/registry/configmaps/monitoring/grafana-dashboards", manifests.dashboards(edition));
      if (edition % 4 == 0) {
        compact(root, revision);
      }
    }
    compact(root, root.revision());
    root.defragment();
  }

  private void runUntilFull(EtcdClient root) throws IOException {
    for (int minute = 0; minute < MINUTES_MAX; minute++) {
      var at = START.plusSeconds(60L * minute);
      try {
        oneMinute(root, minute, at);
      } catch (EtcdRefused e) {
        if (e.getMessage().contains("database space exceeded")) {
          return;
        }
        throw e;
      }
      if (minute < MINUTES_WITH_COMPACTION && minute % 5 == 4) {
        compact(root, root.revision());
      }
    }
    throw new IOException("the quota was not used up in " + MINUTES_MAX + " minutes");
  }

  private void oneMinute(EtcdClient root, int minute, Instant at) throws IOException {
    for (int second = 0; second < 60; second += 10) {
      for (int i = 0; i < NODES; i++) {
        var lease = manifests.nodeLease(node(i), leaseUids.get(i), at.plusSeconds(second));
        root.put("/registry/leases/kube-node-lease/" + node(i), lease);
      }
    }
    events(root, at);
    if (minute % 3 == 0) {
      replacePod(root, at);
    }
    int node = minute % NODES;
    root.put("/registry/minions/" + node(node), manifests.node(node(node), at));
    if (minute % 20 == 7) {
      root.put("/shop/config/search/timeout_ms", Integer.toString(200 + minute));
    }
  }

  /** The events of a minute hang on one lease, as the API server does it; old leases expire. */
  private void events(EtcdClient root, Instant at) throws IOException {
    long id = 0x694d_0000_0000_0000L + (random.nextLong() >>> 16);
    long lease = root.grantLease(id, EVENT_TTL_SECONDS);
    eventLeases.addLast(lease);
    for (int i = 0; i < EVENTS_PER_MINUTE; i++) {
      var pod = pods.get(random.nextInt(pods.size()));
      var key = "/registry/events/shop/" + pod.name() + "." + manifests.hex(16);
      root.put(bytes(key), bytes(manifests.event(pod, at)), lease);
    }
    if (eventLeases.size() > MINUTES_BEFORE_EVENTS_EXPIRE) {
      root.revokeLease(eventLeases.removeFirst());
    }
  }

  private void replacePod(EtcdClient root, Instant at) throws IOException {
    var old = pods.remove(random.nextInt(pods.size()));
    root.put(old.key(), manifests.pod(old, "Failed", at));
    root.delete(old.key());
    startPod(root, old.app(), at);
  }

  private void startPod(EtcdClient root, String app, Instant at) throws IOException {
    var pod = manifests.newPod("shop", app, node(random.nextInt(NODES)));
    for (var phase : List.of("Pending", "Running")) {
      root.put(pod.key(), manifests.pod(pod, phase, at));
    }
    pods.add(pod);
  }

  private void compact(EtcdClient root, long revision) throws IOException {
    root.put("compact_rev_key", Long.toString(revision));
    root.compact(revision);
    compacted = revision;
  }

  private void record(Etcd etcd, Path folder) throws IOException {
    var answers = new Answers(asRootTool(etcd), folder.resolve("expected"));
    long current = asRoot(etcd).revision();
    long middle = (compacted + current) / 2;
    answers.save("revisions", Map.of("current", current, "compacted", compacted));
    answers.hashKv("hashkv", 0, compacted, middle, current);
    answers.keysOnly("get_keys_rev_current", 0);
    answers.keysOnly("get_keys_rev" + middle, middle);
    answers.leases();
    answers.usersAndRoles();
    answers.members("member_list");
    answers.authStatus("auth_status");
    answers.status();
  }

  private static void recordWhatEtcdMakesOfIt(EtcdOptions options, Path folder) throws IOException {
    var scratch = Files.createTempDirectory(folder, "copy");
    var copy = Directories.copy(options.dataDir(), scratch.resolve("data"));
    var onCopy =
        new EtcdOptions(options.release(), options.name(), copy, options.ports(), options.flags());
    try (var etcd = Etcd.start(onCopy)) {
      var root = asRoot(etcd);
      root.compact(root.revision());
      root.defragment();
      root.disarm();
      var answers = new Answers(asRootTool(etcd), folder.resolve("expected"));
      answers.save(
          "after_compact_and_defrag",
          Map.of(
              "endpoint_status", asRootTool(etcd).json("endpoint", "status").path(0),
              "hashkv", asRootTool(etcd).json("endpoint", "hashkv").path(0)));
    }
    Directories.delete(scratch);
  }

  private static EtcdClient asRoot(Etcd etcd) throws IOException {
    return etcd.client().as(AuthStory.ROOT, AuthStory.ROOT_PASSWORD);
  }

  private static EtcdTool asRootTool(Etcd etcd) {
    return etcd.etcdctl().as(AuthStory.ROOT, AuthStory.ROOT_PASSWORD);
  }

  private static String node(int ordinal) {
    return "node-%02d".formatted(ordinal + 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
