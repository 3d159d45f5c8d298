package io.drydock.tools.tour;

import io.drydock.tools.ExitCode;
import io.drydock.tools.client.Access;
import io.drydock.tools.client.Connection;
import io.drydock.tools.client.Endpoint;
import io.drydock.tools.client.Upkeep;
import io.drydock.tools.client.Upkeep.Written;
import io.drydock.tools.live.LiveNode;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The part on a node that runs: the same full quota, won back without a stop. What etcdctl would do
 * is asked over its API, so the tour needs no etcdctl.
 */
final class LivePart {

  private static final long QUOTA_BYTES = 4 << 20;
  private static final int VALUE_BYTES = 64 << 10;

  /** More than fit, however the store counts. */
  private static final int PUTS_MAX = 2 * (int) (QUOTA_BYTES / VALUE_BYTES);

  private static final String KEY = "/reports/daily";
  private static final String LAST_WORDS = "there is room again";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int STEPS = 7;

  private final Stage stage;
  private final Path folder;
  private int step;

  /** Works in this folder. */
  LivePart(Stage stage, Path folder) {
    this.stage = stage;
    this.folder = folder;
  }

  /** Where the node keeps its data. */
  static Path data(Path folder) {
    return folder.resolve("live");
  }

  /**
   * Starts a node, shows what is to be shown, and stops it, whatever comes between.
   *
   * @param launcher the words that start a node
   * @return how the part ended
   * @throws IOException when the node cannot be started or does not answer
   */
  ExitCode run(List<String> launcher) throws IOException {
    Endpoint endpoint = Endpoint.free();
    Path log = folder.resolve("live.log");
    List<String> flags = flags(endpoint);
    heading(
        "A node with a quota of " + Texts.bytes(QUOTA_BYTES),
        "Now a server that runs: Drydock's own, alone in its cluster, on a free port of this"
            + " machine. It takes etcd's flags, and etcd's clients do not see a difference.");
    stage.typed(joined(List.of("node"), flags));
    try (var node = LiveNode.start(joined(launcher, flags), log, stage::note)) {
      stage.say(
          "It serves at " + endpoint + ", process " + node.pid() + "; its log is " + log + ".");
      ExitCode code;
      try (Connection connection = Connection.open(endpoint, Access.local(PATIENCE))) {
        code = work(connection);
      }
      return code == ExitCode.OK ? stop(node) : code;
    }
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.of(first, second).flatMap(List::stream).toList();
  }

  private List<String> flags(Endpoint endpoint) {
    return List.of(
        "--data-dir",
        data(folder).toString(),
        "--quota-backend-bytes",
        Long.toString(QUOTA_BYTES),
        "--listen-client-urls",
        endpoint.text(),
        "--advertise-client-urls",
        endpoint.text());
  }

  private void heading(String heading, String sentence) throws IOException {
    step++;
    stage.heading("live " + step + "/" + STEPS, heading, sentence);
  }

  private ExitCode work(Connection connection) throws IOException {
    var upkeep = new Upkeep(connection);
    long revision = fill(upkeep);
    showAlarm(connection, upkeep);
    makeRoom(connection, upkeep, revision);
    writeAgain(upkeep);
    return takeSnapshot(connection.endpoint());
  }

  private long fill(Upkeep upkeep) throws IOException {
    heading(
        "Fill it to its quota",
        "One key, written again and again with "
            + Texts.bytes(VALUE_BYTES)
            + ": every version is kept. As `etcdctl put "
            + KEY
            + " …` does.");
    byte[] value = "x".repeat(VALUE_BYTES).getBytes(StandardCharsets.UTF_8);
    long revision = 0;
    for (int puts = 0; puts < PUTS_MAX; puts++) {
      switch (upkeep.put(KEY, value)) {
        case Written.At(long at) -> revision = at;
        case Written.NoRoom(String words) -> {
          stage.say(Texts.count(puts, "put") + " acknowledged, then: " + words);
          return revision;
        }
      }
    }
    throw new IllegalStateException(PUTS_MAX + " puts, and the node has still room for more");
  }

  private void showAlarm(Connection connection, Upkeep upkeep) throws IOException {
    heading(
        "See the alarm",
        "As `etcdctl alarm list` and `etcdctl endpoint status` show it. Until it is disarmed,"
            + " nothing is written; reading goes on.");
    List<String> alarms = upkeep.alarms();
    if (alarms.isEmpty()) {
      throw new IllegalStateException("a put was refused, and there is no alarm");
    }
    stage.say(String.join("\n", alarms));
    stage.say("database " + size(connection) + ", quota " + Texts.bytes(QUOTA_BYTES));
    stage.say(
        "revision " + Texts.count(connection.awaitAcknowledgedWrites()) + ", read while full");
  }

  private void makeRoom(Connection connection, Upkeep upkeep, long revision) throws IOException {
    heading(
        "Compact and defragment",
        "History goes by compaction, its room by defragmentation, which here stops no reader. As"
            + " `etcdctl compact "
            + revision
            + " --physical` and `etcdctl defrag`.");
    String before = size(connection);
    upkeep.compact(revision);
    stage.say("compacted at revision " + Texts.count(revision));
    upkeep.defragment();
    stage.say("defragmented: database " + before + " → " + size(connection));
  }

  private void writeAgain(Upkeep upkeep) throws IOException {
    heading(
        "Disarm, and write again",
        "The alarm stays until somebody disarms it: `etcdctl alarm disarm`. Then the writers go"
            + " on.");
    upkeep.disarm();
    List<String> alarms = upkeep.alarms();
    stage.say("alarms: " + (alarms.isEmpty() ? "none" : String.join(", ", alarms)));
    switch (upkeep.put(KEY, LAST_WORDS.getBytes(StandardCharsets.UTF_8))) {
      case Written.At(long revision) ->
          stage.say("put " + KEY + ": revision " + Texts.count(revision));
      case Written.NoRoom(String words) -> throw new IllegalStateException("still full: " + words);
    }
  }

  private ExitCode takeSnapshot(Endpoint endpoint) throws IOException {
    Path file = folder.resolve("live-backup.db");
    var save =
        TourStep.of(
            "Take a snapshot, and prove it",
            "While the node serves. The file gets its name only when every page, revision and"
                + " checksum in it has been read back; etcd restores it.",
            "snapshot",
            "save",
            file,
            "--endpoints",
            endpoint.text());
    var look =
        TourStep.of(
            "Is the last write in it?",
            "Asked of the file, not of the node.",
            "db",
            "get",
            file,
            KEY);
    for (TourStep each : List.of(save, look)) {
      step++;
      ExitCode code = stage.run("live " + step + "/" + STEPS, each);
      if (code != each.expected()) {
        stage.note("the tour ends here: step live " + step + " ended with " + code.code());
        return code == ExitCode.OK ? ExitCode.BUG : code;
      }
    }
    return ExitCode.OK;
  }

  private ExitCode stop(LiveNode node) throws IOException {
    int code = node.stop();
    stage.good("\nThe node has ended with exit code " + code + ", as SIGTERM ends it in order.");
    return code == 0 ? ExitCode.OK : ExitCode.BUG;
  }

  private static String size(Connection connection) throws IOException {
    return Texts.bytes(connection.status().dbBytes());
  }
}
