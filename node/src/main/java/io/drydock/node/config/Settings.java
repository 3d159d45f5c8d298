package io.drydock.node.config;

import io.drydock.node.admin.log.LogSettings;
import io.drydock.node.rpc.http2.ConnectionSettings;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes settings of flags' values, and says which cannot be. */
final class Settings {
  private static final int ELECTION_MILLIS_MAX = 50_000;
  private static final int HEADER_LIST_BYTES = 64 << 10;
  private static final long DEFAULT_QUOTA_BYTES = 2L << 30;
  private static final Set<String> LEVELS =
      Set.of("debug", "info", "warn", "error", "dpanic", "panic", "fatal");

  private final FlagValues values;
  private final List<String> warnings;

  Settings(FlagValues values, List<String> warnings) {
    this.values = values;
    this.warnings = warnings;
  }

  NodeConfig all() throws ConfigException {
    var log = log();
    judgeSupport();
    var member = member();
    var raft = raft();
    var clients = clients(member);
    return new NodeConfig(
        member, raft, store(), clients, services(raft), log, List.copyOf(warnings));
  }

  /** Refuses what is not served yet, and tells what has no effect. */
  private void judgeSupport() throws ConfigException {
    for (var flag : FlagTable.all()) {
      boolean changed =
          values.isSet(flag.name()) && !values.text(flag.name()).equals(flag.byDefault());
      if (!changed) {
        continue;
      }
      switch (flag.support()) {
        case WORKS -> {}
        case NEEDLESS, IGNORED ->
            warnings.add("--" + flag.name() + " has no effect: " + flag.note());
        case LATER ->
            throw ConfigException.refused("--" + flag.name() + " is refused: " + flag.note());
      }
    }
  }

  private MemberSettings member() throws ConfigException {
    var name = values.text("name");
    var directory = values.text("data-dir");
    var peerUrls = urls("initial-advertise-peer-urls");
    checkHosts(peerUrls);
    var listenPeerUrls = urls("listen-peer-urls");
    checkBindable(listenPeerUrls);
    var clientUrls = urls("advertise-client-urls");
    checkHosts(clientUrls);
    var cluster = values.text("initial-cluster");
    if (!values.isSet("initial-cluster") || cluster.isEmpty()) {
      cluster =
          peerUrls.stream().map(url -> name + "=" + url.text()).collect(Collectors.joining(","));
    }
    return new MemberSettings(
        name,
        Path.of(directory.isEmpty() ? name + ".etcd" : directory),
        path("wal-dir"),
        listenPeerUrls,
        peerUrls,
        clientUrls,
        members(cluster),
        values.text("initial-cluster-state").equals("new"),
        values.text("initial-cluster-token"));
  }

  private static Map<String, List<EtcdUrl>> members(String cluster) throws ConfigException {
    var texts = new TreeMap<String, String>();
    for (String part : cluster.split(",")) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw ConfigException.refused(
            "--initial-cluster: \"%s\" is not of the form NAME=URL".formatted(part));
      }
      texts.merge(
          part.substring(0, equals).strip(), part.substring(equals + 1), (a, b) -> a + "," + b);
    }
    var members = new TreeMap<String, List<EtcdUrl>>();
    for (var each : texts.entrySet()) {
      members.put(each.getKey(), EtcdUrl.parse(each.getValue()));
    }
    return members;
  }

  private RaftSettings raft() throws ConfigException {
    int heartbeat = values.count("heartbeat-interval");
    int election = values.count("election-timeout");
    if (heartbeat <= 0) {
      throw ConfigException.refused(
          "--heartbeat-interval must be >0 (set to %dms)".formatted(heartbeat));
    }
    if (election <= 0) {
      throw ConfigException.refused(
          "--election-timeout must be >0 (set to %dms)".formatted(election));
    }
    if (5L * heartbeat > election) {
      throw ConfigException.refused(
          "--election-timeout[%dms] should be at least as 5 times as --heartbeat-interval[%dms]"
              .formatted(election, heartbeat));
    }
    if (election > ELECTION_MILLIS_MAX) {
      throw ConfigException.refused(
          "--election-timeout[%dms] is too long, and should be set less than %dms"
              .formatted(election, ELECTION_MILLIS_MAX));
    }
    return new RaftSettings(
        heartbeat,
        election,
        values.bool("initial-election-tick-advance"),
        values.bool("pre-vote"),
        values.bool("strict-reconfig-check"),
        Math.max(1, values.number("snapshot-count")),
        values.number("experimental-snapshot-catchup-entries"));
  }

  private StoreSettings store() throws ConfigException {
    long quota = values.number("quota-backend-bytes");
    return new StoreSettings(
        values.count("max-snapshots"),
        values.count("max-wals"),
        !values.bool("unsafe-no-fsync"),
        quota == 0 ? DEFAULT_QUOTA_BYTES : quota,
        autoCompaction(),
        values.count("experimental-compaction-batch-limit"),
        values.nanos("experimental-compaction-sleep-interval"));
  }

  private AutoCompaction autoCompaction() throws ConfigException {
    var mode = values.text("auto-compaction-mode");
    var retention = values.text("auto-compaction-retention");
    var number = GoValues.integer(retention).map(BigInteger::longValue);
    boolean periodic = mode.equals("periodic");
    if (!periodic && !mode.equals("revision")) {
      throw ConfigException.refused("unknown auto-compaction-mode \"" + mode + "\"");
    }
    if (number.isPresent()) {
      long amount = number.get();
      if (amount == 0) {
        return new AutoCompaction.Off();
      }
      return periodic
          ? new AutoCompaction.Periodic(TimeUnit.HOURS.toNanos(amount))
          : new AutoCompaction.Revisions(amount);
    }
    var nanos = GoValues.nanos(retention);
    if (!periodic || nanos.isEmpty()) {
      throw ConfigException.refused(
          "error parsing CompactionRetention: \"%s\" is no %s"
              .formatted(retention, periodic ? "duration" : "number of revisions"));
    }
    return new AutoCompaction.Periodic(nanos.getAsLong());
  }

  private ServiceSettings services(RaftSettings raft) {
    long election = TimeUnit.MILLISECONDS.toNanos(raft.electionMillis());
    return new ServiceSettings(
        values.count("max-txn-ops"),
        values.number("max-request-bytes"),
        TimeUnit.SECONDS.toNanos(5) + 2 * election,
        values.nanos("experimental-watch-progress-notify-interval"),
        values.bool("experimental-enable-lease-checkpoint"),
        values.bool("experimental-enable-lease-checkpoint-persist"),
        values.nanos("experimental-warning-apply-duration"),
        values.nanos("experimental-warning-unary-request-duration"));
  }

  private LogSettings log() throws ConfigException {
    var level = values.text("log-level");
    if (!LEVELS.contains(level)) {
      throw ConfigException.usage("unrecognized level: \"" + level + "\"");
    }
    if (!values.text("logger").equals("zap")) {
      throw ConfigException.refused("unknown logger option \"" + values.text("logger") + "\"");
    }
    var outputs = new ArrayList<String>();
    for (String each : values.text("log-outputs").split(",", -1)) {
      if (each.isEmpty()) {
        throw ConfigException.refused("open sink \"\": open : no such file or directory");
      }
      outputs.add(each.equals("default") ? "stderr" : each);
    }
    var format = values.text("log-format");
    if (!format.equals("json") && !format.equals("console")) {
      throw ConfigException.refused("unknown log format: \"" + format + "\"");
    }
    return new LogSettings(
        level, List.copyOf(outputs), format.equals("json"), LogRotation.of(values, outputs));
  }

  private ClientSettings clients(MemberSettings member) throws ConfigException {
    var urls = urls("listen-client-urls");
    var httpUrls = urls("listen-client-http-urls");
    var metricsUrls = urls("listen-metrics-urls");
    checkBindable(urls);
    checkBindable(httpUrls);
    checkBindable(metricsUrls);
    var tls = new TlsFlags(values, warnings).read(member.dataDir());
    var all = Stream.of(urls, httpUrls, metricsUrls).flatMap(List::stream).toList();
    TlsFlags.checkSchemes(all, tls.isPresent(), warnings);
    return new ClientSettings(
        urls,
        httpUrls,
        metricsUrls,
        tls,
        values.bool("auto-tls") && !values.isSet("cert-file")
            ? values.count("self-signed-cert-validity")
            : 0,
        connections(),
        names("cors"),
        names("host-whitelist"),
        values.bool("enable-grpc-gateway"),
        values.bool("socket-reuse-port"),
        values.bool("socket-reuse-address"),
        values.text("metrics").equals("extensive"));
  }

  private ConnectionSettings connections() {
    long interval = values.nanos("grpc-keepalive-interval");
    long timeout = values.nanos("grpc-keepalive-timeout");
    boolean asks = interval > 0 && timeout > 0;
    long never = TimeUnit.DAYS.toNanos(36_500);
    return new ConnectionSettings(
        Math.max(1, values.number("max-concurrent-streams")),
        HEADER_LIST_BYTES,
        values.nanos("grpc-keepalive-min-time"),
        asks ? interval : never,
        asks ? timeout : never);
  }

  private Set<String> names(String flag) {
    var text = values.text(flag);
    return text.isEmpty() ? Set.of("*") : Set.of(text.split(","));
  }

  private List<EtcdUrl> urls(String flag) throws ConfigException {
    var text = values.text(flag);
    return text.isEmpty() ? List.of() : EtcdUrl.parse(text);
  }

  private Optional<Path> path(String flag) {
    return Optional.of(values.text(flag)).filter(text -> !text.isEmpty()).map(Path::of);
  }

  private static void checkBindable(List<EtcdUrl> urls) throws ConfigException {
    for (var url : urls) {
      if (!url.isUnix() && !url.isBindable()) {
        throw ConfigException.refused("expected IP in URL for binding (%s)".formatted(url.text()));
      }
    }
  }

  private static void checkHosts(List<EtcdUrl> urls) throws ConfigException {
    for (var url : urls) {
      if (url.host().isEmpty()) {
        throw ConfigException.refused("unexpected empty host (%s)".formatted(url.text()));
      }
    }
  }
}
