package io.drydock.node.config;

import static io.drydock.node.config.FlagKind.BOOL;
import static io.drydock.node.config.FlagKind.DURATION;
import static io.drydock.node.config.FlagKind.INT;
import static io.drydock.node.config.FlagKind.ORIGINS;
import static io.drydock.node.config.FlagKind.TEXT;
import static io.drydock.node.config.FlagKind.UINT;
import static io.drydock.node.config.FlagKind.UINT32;
import static io.drydock.node.config.FlagKind.URLS;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every flag of etcd 3.5.30, once, with its default and what the node does with it. */
final class FlagTable {
  private static final String NO_PEERS = "a cluster of several members is not served yet";
  private static final String NO_AUTH = "users and roles are not served yet";
  private static final String NO_V2 = "the v2 API is not served";
  private static final String NO_BBOLT = "the node does not keep its data in bbolt";
  private static final String NO_TRACING = "distributed tracing is not served";
  private static final String NO_DISCOVERY = "members are not found by discovery yet";
  private static final String NO_SELF_CALLS =
      "the gateway calls its methods without a connection to itself";
  private static final String NO_PEER_TLS = "members do not speak to each other yet, nor over TLS";
  private static final String NO_COMPARISON = "members are not compared with each other yet";
  private static final String NO_PROXY = "the v2 proxy is not served";
  private static final String NO_CHECKPOINTS = "checkpoints of leases are not written yet";
  private static final String OLD = "an old flag";

  private static final Map<String, List<Flag>> GROUPS = new LinkedHashMap<>();
  private static final Map<String, Flag> FLAGS = new HashMap<>();

  static {
    addMember();
    addMemberLimits();
    addClustering();
    addSecurity();
    addAuth();
    addProfilingAndMonitoring();
    addLogging();
    addDistributedTracing();
    addV2Proxy();
    addExperimental();
    addExperimentalTimes();
    addUnsafe();
    addOther();
  }

  private FlagTable() {}

  /** The flag of that name. */
  static Optional<Flag> find(String name) {
    return Optional.ofNullable(FLAGS.get(name));
  }

  /** The flag of that name, which is one. */
  static Flag get(String name) {
    return find(name).orElseThrow();
  }

  /** All of them. */
  static Collection<Flag> all() {
    return FLAGS.values();
  }

  /** All of them as help shows them, by subject. */
  static Map<String, List<Flag>> groups() {
    return GROUPS;
  }

  private static void addMember() {
    var flags = group("Member");
    flags.add(works("name", TEXT, "default", "Name of this member for people."));
    flags.add(works("data-dir", TEXT, "", "Directory of the data; NAME.etcd when not given."));
    flags.add(
        works(
            "wal-dir",
            TEXT,
            "",
            "Directory of the WAL, if it is to be another than below the data."));
    flags.add(
        works(
            "snapshot-count", UINT, "100000", "Applied entries after which a snapshot is saved."));
    flags.add(works("heartbeat-interval", UINT, "100", "Milliseconds between heartbeats."));
    flags.add(
        works(
            "election-timeout", UINT, "1000", "Milliseconds without a leader before an election."));
    flags.add(
        needless(
            "initial-election-tick-advance",
            BOOL,
            "true",
            "a member without others does not wait for an election"));
    flags.add(
        works("listen-peer-urls", URLS, "http://localhost:2380", "Where members reach this one."));
    flags.add(
        works("listen-client-urls", URLS, "http://localhost:2379", "Where clients reach it."));
    flags.add(
        works("listen-client-http-urls", URLS, "", "Where plain HTTP is served instead of there."));
    flags.add(works("max-snapshots", UINT, "5", "Snapshot files that are kept; 0 for all."));
    flags.add(works("max-wals", UINT, "5", "WAL files that are kept; 0 for all."));
    register(flags);
  }

  private static void addMemberLimits() {
    var flags = group("Member");
    flags.add(
        works(
            "quota-backend-bytes",
            INT,
            "0",
            "Bytes of data before the alarm; 0 for 2 GiB, negative for none."));
    flags.add(needless("backend-bbolt-freelist-type", TEXT, "map", NO_BBOLT));
    flags.add(needless("backend-batch-interval", DURATION, "0s", NO_BBOLT));
    flags.add(needless("backend-batch-limit", INT, "0", NO_BBOLT));
    flags.add(works("max-txn-ops", UINT, "128", "Operations that a transaction may have."));
    flags.add(works("max-request-bytes", UINT, "1572864", "Bytes that a request may have."));
    flags.add(
        works(
            "max-concurrent-streams",
            UINT32,
            "4294967295",
            "Calls that a connection may have open."));
    flags.add(works("enable-grpc-gateway", BOOL, "true", "Serve JSON over HTTP as well."));
    flags.add(
        works("grpc-keepalive-min-time", DURATION, "5s", "Least time between pings of a client."));
    flags.add(
        works(
            "grpc-keepalive-interval",
            DURATION,
            "2h0m0s",
            "Silence before a client is pinged; 0 for never."));
    flags.add(
        works("grpc-keepalive-timeout", DURATION, "20s", "Time that a client has to answer."));
    flags.add(
        works(
            "socket-reuse-port",
            BOOL,
            "false",
            "Share ports with other processes (SO_REUSEPORT)."));
    flags.add(
        works(
            "socket-reuse-address",
            BOOL,
            "false",
            "Listen on addresses in TIME_WAIT (SO_REUSEADDR)."));
    flags.add(later("raft-read-timeout", DURATION, "5s", NO_PEERS));
    flags.add(later("raft-write-timeout", DURATION, "5s", NO_PEERS));
    register(flags);
  }

  private static void addClustering() {
    var flags = group("Clustering");
    flags.add(
        works(
            "initial-advertise-peer-urls",
            URLS,
            "http://localhost:2380",
            "This member's peer URLs for the others."));
    flags.add(
        works(
            "initial-cluster",
            TEXT,
            "default=http://localhost:2380",
            "The first members, NAME=URL each."));
    flags.add(
        works("initial-cluster-state", TEXT, "new", "Whether the cluster is new or existing.")
            .oneOf("new", "existing"));
    flags.add(
        works(
            "initial-cluster-token",
            TEXT,
            "etcd-cluster",
            "Sets clusters of the same URLs apart."));
    flags.add(
        works(
            "advertise-client-urls",
            URLS,
            "http://localhost:2379",
            "This member's client URLs for clients."));
    flags.add(later("discovery", TEXT, "", NO_DISCOVERY));
    flags.add(later("discovery-proxy", TEXT, "", NO_DISCOVERY));
    flags.add(later("discovery-srv", TEXT, "", NO_DISCOVERY));
    flags.add(later("discovery-srv-name", TEXT, "", NO_DISCOVERY));
    flags.add(later("discovery-fallback", TEXT, "proxy", NO_DISCOVERY).oneOf("exit", "proxy"));
    flags.add(
        needless(
            "strict-reconfig-check",
            BOOL,
            "true",
            "members cannot be added yet, and the last one is not removed"));
    flags.add(needless("pre-vote", BOOL, "true", "a member without others asks nobody"));
    flags.add(
        works(
            "auto-compaction-retention",
            TEXT,
            "0",
            "History that compaction keeps; 0 for no compaction."));
    flags.add(
        works(
            "auto-compaction-mode",
            TEXT,
            "periodic",
            "Whether that is a time or a number of revisions."));
    flags.add(later("enable-v2", BOOL, "false", NO_V2));
    flags.add(
        later("v2-deprecation", TEXT, "not-yet", NO_V2)
            .oneOf("not-yet", "write-only", "write-only-drop-data", "gone"));
    register(flags);
  }

  private static void addSecurity() {
    var flags = group("Security");
    flags.add(works("cert-file", TEXT, "", "Certificates of the client port, PEM."));
    flags.add(works("key-file", TEXT, "", "Its private key, PEM."));
    flags.add(works("client-cert-auth", BOOL, "false", "Ask clients for a certificate."));
    flags.add(needless("client-cert-file", TEXT, "", NO_SELF_CALLS));
    flags.add(needless("client-key-file", TEXT, "", NO_SELF_CALLS));
    flags.add(works("client-crl-file", TEXT, "", "Certificates of clients that are revoked."));
    flags.add(
        works(
            "client-cert-allowed-hostname",
            TEXT,
            "",
            "Host names that clients' certificates may have."));
    flags.add(works("trusted-ca-file", TEXT, "", "Who may sign clients' certificates, PEM."));
    flags.add(
        works("auto-tls", BOOL, "false", "TLS with a certificate that the node makes itself."));
    flags.add(later("peer-cert-file", TEXT, "", NO_PEER_TLS));
    flags.add(later("peer-key-file", TEXT, "", NO_PEER_TLS));
    flags.add(later("peer-trusted-ca-file", TEXT, "", NO_PEER_TLS));
    flags.add(later("peer-cert-allowed-cn", TEXT, "", NO_PEER_TLS));
    flags.add(later("peer-cert-allowed-hostname", TEXT, "", NO_PEER_TLS));
    flags.add(later("peer-client-cert-file", TEXT, "", NO_PEER_TLS));
    flags.add(later("peer-client-key-file", TEXT, "", NO_PEER_TLS));
    flags.add(later("peer-crl-file", TEXT, "", NO_PEER_TLS));
    flags.add(later("peer-client-cert-auth", BOOL, "false", NO_PEER_TLS));
    flags.add(later("peer-auto-tls", BOOL, "false", NO_PEER_TLS));
    flags.add(
        works(
            "self-signed-cert-validity",
            UINT,
            "1",
            "Years that certificates of auto-tls are good for."));
    flags.add(works("cipher-suites", TEXT, "", "Cipher suites of TLS 1.2, with commas."));
    flags.add(works("cors", ORIGINS, "*", "Origins whose pages may ask, with commas; * for all."));
    flags.add(
        works("host-whitelist", TEXT, "*", "Hosts that requests without TLS may name; * for all."));
    flags.add(works("tls-min-version", TEXT, "TLS1.2", "Oldest TLS that is spoken."));
    flags.add(works("tls-max-version", TEXT, "", "Newest TLS that is spoken."));
    register(flags);
  }

  private static void addAuth() {
    var flags = group("Auth");
    flags.add(later("auth-token", TEXT, "simple", NO_AUTH));
    flags.add(later("bcrypt-cost", UINT, "10", NO_AUTH));
    flags.add(later("auth-token-ttl", UINT, "300", NO_AUTH));
    register(flags);
  }

  private static void addProfilingAndMonitoring() {
    var flags = group("Profiling and monitoring");
    flags.add(
        later(
            "enable-pprof",
            BOOL,
            "false",
            "profiles of Go's runtime are not to be had here; jcmd shows this one"));
    flags.add(works("metrics", TEXT, "basic", "With 'extensive' also how long calls take."));
    flags.add(
        works("listen-metrics-urls", URLS, "", "Where metrics and health are served besides."));
    register(flags);
  }

  private static void addLogging() {
    var flags = group("Logging");
    flags.add(works("logger", TEXT, "zap", "Only 'zap'."));
    flags.add(works("log-outputs", TEXT, "default", "stdout, stderr or files, with commas."));
    flags.add(works("log-level", TEXT, "info", "debug, info, warn, error, panic or fatal."));
    flags.add(works("log-format", TEXT, "json", "json or console."));
    flags.add(works("enable-log-rotation", BOOL, "false", "Rotate the one file of log-outputs."));
    flags.add(
        works(
            "log-rotation-config-json",
            TEXT,
            "{\"maxsize\": 100, \"maxage\": 0, \"maxbackups\": 0, \"localtime\": false,"
                + " \"compress\": false}",
            "When: megabytes, days, files; and how."));
    register(flags);
  }

  private static void addDistributedTracing() {
    var flags = group("Distributed tracing");
    flags.add(later("experimental-enable-distributed-tracing", BOOL, "false", NO_TRACING));
    flags.add(
        later("experimental-distributed-tracing-address", TEXT, "localhost:4317", NO_TRACING));
    flags.add(later("experimental-distributed-tracing-service-name", TEXT, "etcd", NO_TRACING));
    flags.add(later("experimental-distributed-tracing-instance-id", TEXT, "", NO_TRACING));
    flags.add(later("experimental-distributed-tracing-sampling-rate", INT, "0", NO_TRACING));
    register(flags);
  }

  private static void addV2Proxy() {
    var flags = group("v2 proxy");
    flags.add(later("proxy", TEXT, "off", NO_PROXY).oneOf("off", "readonly", "on"));
    flags.add(later("proxy-failure-wait", UINT, "5000", NO_PROXY));
    flags.add(later("proxy-refresh-interval", UINT, "30000", NO_PROXY));
    flags.add(later("proxy-dial-timeout", UINT, "1000", NO_PROXY));
    flags.add(later("proxy-write-timeout", UINT, "5000", NO_PROXY));
    flags.add(later("proxy-read-timeout", UINT, "0", NO_PROXY));
    register(flags);
  }

  private static void addExperimental() {
    var flags = group("Experimental");
    flags.add(later("experimental-initial-corrupt-check", BOOL, "false", NO_COMPARISON));
    flags.add(later("experimental-corrupt-check-time", DURATION, "0s", NO_COMPARISON));
    flags.add(later("experimental-compact-hash-check-enabled", BOOL, "false", NO_COMPARISON));
    flags.add(later("experimental-compact-hash-check-time", DURATION, "1m0s", NO_COMPARISON));
    flags.add(later("experimental-enable-v2v3", TEXT, "", NO_V2));
    flags.add(later("experimental-enable-lease-checkpoint", BOOL, "false", NO_CHECKPOINTS));
    flags.add(later("experimental-enable-lease-checkpoint-persist", BOOL, "false", NO_CHECKPOINTS));
    flags.add(
        later(
            "experimental-compaction-batch-limit",
            INT,
            "1000",
            "compaction chooses its own steps"));
    flags.add(
        later(
            "experimental-compaction-sleep-interval",
            DURATION,
            "10ms",
            "compaction chooses its own steps"));
    flags.add(later("experimental-peer-skip-client-san-verification", BOOL, "false", NO_PEER_TLS));
    register(flags);
  }

  private static void addExperimentalTimes() {
    var flags = group("Experimental");
    flags.add(
        later(
            "experimental-watch-progress-notify-interval",
            DURATION,
            "10m0s",
            "the interval is that of etcd"));
    flags.add(later("experimental-downgrade-check-time", DURATION, "5s", NO_PEERS));
    flags.add(needless("experimental-memory-mlock", BOOL, "false", NO_BBOLT));
    flags.add(
        later(
            "experimental-warning-apply-duration",
            DURATION,
            "100ms",
            "long requests are not logged yet"));
    flags.add(
        later(
            "experimental-warning-unary-request-duration",
            DURATION,
            "300ms",
            "long requests are not logged yet"));
    flags.add(needless("experimental-txn-mode-write-with-shared-buffer", BOOL, "true", NO_BBOLT));
    flags.add(
        needless(
            "experimental-bootstrap-defrag-threshold-megabytes",
            UINT,
            "0",
            "a start does not have to give space back: the node does while it serves"));
    flags.add(
        needless(
            "experimental-stop-grpc-service-on-defrag",
            BOOL,
            "false",
            "a defragmentation stops nobody"));
    flags.add(
        works(
            "experimental-snapshot-catchup-entries",
            UINT,
            "5000",
            "Entries kept after a snapshot for slow members."));
    register(flags);
  }

  private static void addUnsafe() {
    var flags = group("Unsafe");
    flags.add(
        later(
            "force-new-cluster",
            BOOL,
            "false",
            "restore a snapshot instead: drydock snapshot restore"));
    flags.add(
        later(
            "unsafe-no-fsync",
            BOOL,
            "false",
            "data is always safe on disk before it is acknowledged"));
    register(flags);
  }

  private static void addOther() {
    var flags = group("Other");
    flags.add(works("config-file", TEXT, "", "Read everything from this file alone."));
    flags.add(works("version", BOOL, "false", "Say which version this is, and end."));
    flags.add(ignored("cluster-active-size", TEXT, "", OLD));
    flags.add(ignored("cluster-remove-delay", TEXT, "", OLD));
    flags.add(ignored("cluster-sync-interval", TEXT, "", OLD));
    flags.add(ignored("config", TEXT, "", OLD));
    flags.add(ignored("force", BOOL, "false", OLD));
    flags.add(ignored("max-result-buffer", TEXT, "", OLD));
    flags.add(ignored("max-retry-attempts", TEXT, "", OLD));
    flags.add(ignored("peer-heartbeat-interval", TEXT, "", OLD));
    flags.add(ignored("peer-election-timeout", TEXT, "", OLD));
    flags.add(ignored("retry-interval", TEXT, "", OLD));
    flags.add(ignored("snapshot", BOOL, "false", OLD));
    flags.add(ignored("v", BOOL, "false", OLD));
    flags.add(ignored("vv", BOOL, "false", OLD));
    register(flags);
  }

  private static List<Flag> group(String subject) {
    return GROUPS.computeIfAbsent(subject, unused -> new ArrayList<>());
  }

  private static void register(List<Flag> flags) {
    flags.forEach(flag -> FLAGS.put(flag.name(), flag));
  }

  private static Flag works(String name, FlagKind kind, String byDefault, String note) {
    return new Flag(name, kind, byDefault, Set.of(), Flag.Support.WORKS, note);
  }

  private static Flag needless(String name, FlagKind kind, String byDefault, String note) {
    return new Flag(name, kind, byDefault, Set.of(), Flag.Support.NEEDLESS, note);
  }

  private static Flag ignored(String name, FlagKind kind, String byDefault, String note) {
    return new Flag(name, kind, byDefault, Set.of(), Flag.Support.IGNORED, note);
  }

  private static Flag later(String name, FlagKind kind, String byDefault, String note) {
    return new Flag(name, kind, byDefault, Set.of(), Flag.Support.LATER, note);
  }
}
