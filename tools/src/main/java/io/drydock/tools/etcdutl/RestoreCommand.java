package io.drydock.tools.etcdutl;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.member.MemberRecord;
import io.drydock.tools.UsageException;
import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.restore.Restore;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code snapshot restore}. Where it fails nothing is left; etcdutl leaves a part of the directory,
 * over which it stumbles the next time.
 */
final class RestoreCommand {

  private static final int ERROR = 1;
  private static final int BAD_ARGUMENTS = 128;
  private static final int OCTET = 0xff;

  private final Session session;

  RestoreCommand(Session session) {
    this.session = session;
  }

  /** Where things go, as etcdutl names them. */
  private record Places(String snapshot, String dataDir, String walDir, boolean hasOwnWal) {

    static Places of(Invocation call) {
      String given = call.text("data-dir");
      String dataDir = given.isEmpty() ? call.text("name") + ".etcd" : given;
      String wal = call.text("wal-dir");
      return new Places(
          call.arguments().getFirst(),
          dataDir,
          wal.isEmpty() ? Path.of(dataDir, "member", "wal").toString() : wal,
          !wal.isEmpty());
    }

    Map<String, Object> fields(Invocation call) {
      return Fields.of(
          "path", snapshot,
          "wal-dir", walDir,
          "data-dir", dataDir,
          "snap-dir", Path.of(dataDir, "member", "snap"),
          "initial-memory-map-size", call.number("initial-memory-map-size"));
    }
  }

  void run(Invocation call) throws IOException {
    if (call.arguments().size() != 1) {
      throw new Exit(BAD_ARGUMENTS, "snapshot restore requires exactly one argument");
    }
    if ((call.number("bump-revision") != 0) != call.isOn("mark-compacted")) {
      throw new Exit(BAD_ARGUMENTS, "--mark-compacted required if --revision-bump > 0");
    }
    if (call.number("bump-revision") < 0) {
      throw new Exit(ERROR, "--bump-revision " + call.text("bump-revision") + ": more than 2^63-1");
    }
    PeerUrls urls =
        PeerUrls.of(
            call.text("name"),
            call.text("initial-advertise-peer-urls"),
            call.text("initial-cluster"));
    Places places = Places.of(call);
    requireFree(places);
    session.log().info("restoring snapshot", places.fields(call));
    requireFile(places.snapshot());
    tell(call, restore(call, places, urls));
    session.log().info("restored snapshot", places.fields(call));
  }

  private static void requireFree(Places places) throws IOException {
    Path data = Path.of(places.dataDir());
    if (Files.exists(data) && !isEmptyFolder(data)) {
      throw new Exit(ERROR, "data-dir \"" + places.dataDir() + "\" not empty or could not be read");
    }
    if (places.hasOwnWal() && Files.exists(Path.of(places.walDir()))) {
      throw new Exit(ERROR, "wal-dir \"" + places.walDir() + "\" exists");
    }
  }

  private static boolean isEmptyFolder(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (NotDirectoryException | AccessDeniedException unreadable) {
      return false;
    }
  }

  private static void requireFile(String snapshot) throws IOException {
    Path file = Path.of(snapshot);
    if (Files.isDirectory(file)) {
      throw new Exit(ERROR, "read " + snapshot + ": is a directory");
    }
    if (Files.size(file) < SnapshotTrailer.BYTES) {
      throw new Exit(ERROR, "seek " + snapshot + ": invalid argument");
    }
  }

  private Restore.Told restore(Invocation call, Places places, PeerUrls urls) throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--name", call.text("name"), "--data-dir", places.dataDir()));
    words.addAll(List.of("--initial-cluster", urls.text()));
    words.addAll(List.of("--initial-cluster-token", call.text("initial-cluster-token")));
    words.add("--initial-advertise-peer-urls");
    words.add(String.join(",", urls.cluster().get(call.text("name"))));
    if (places.hasOwnWal()) {
      words.addAll(List.of("--wal-dir", places.walDir()));
    }
    if (call.isOn("mark-compacted")) {
      words.addAll(List.of("--bump-revision", call.text("bump-revision"), "--mark-compacted"));
    }
    if (call.isOn("skip-hash-check")) {
      words.add("--skip-hash-check");
    }
    words.addAll(List.of("--despite-findings", "--", places.snapshot()));
    try {
      return Restore.silently(words, session.release()::form);
    } catch (CorruptFileException damage) {
      throw new Exit(ERROR, explained(call, Path.of(places.snapshot()), damage));
    } catch (FormatException | UsageException refused) {
      throw new Exit(ERROR, refused.getMessage());
    } catch (IOException failure) {
      throw new Exit(ERROR, GoTexts.failure("open", failure));
    }
  }

  /** Etcdutl's words where the checksum is to blame, else ours. */
  private String explained(Invocation call, Path file, CorruptFileException damage)
      throws IOException {
    if (call.isOn("skip-hash-check")) {
      return damage.getMessage();
    }
    session.log().warn("not a whole snapshot", Map.of("error", damage.getMessage()));
    if (!SnapshotTrailer.isPresent(Files.size(file))) {
      return "snapshot missing hash but --skip-hash-check=false";
    }
    try (DbSource source = DbSource.open(file)) {
      return source.checkTrailer(bytes -> {})
              instanceof SnapshotTrailer.State.Wrong(var _, Bytes stored, Bytes computed)
          ? "expected sha256 " + decimal(stored) + ", got " + decimal(computed)
          : damage.getMessage();
    } catch (FormatException noDatabase) {
      return damage.getMessage();
    }
  }

  private static String decimal(Bytes digest) {
    List<String> octets = new ArrayList<>();
    for (byte octet : digest.toByteArray()) {
      octets.add(Integer.toString(octet & OCTET));
    }
    return "[" + String.join(" ", octets) + "]";
  }

  private void tell(Invocation call, Restore.Told told) {
    session.log().info("Trimming membership information from the backend...");
    if (told.bumpedTo().isPresent()) {
      long bumpedTo = told.bumpedTo().getAsLong();
      session
          .log()
          .info(
              "bumping latest revision",
              Fields.of(
                  "latest-revision", told.revision(),
                  "bump-amount", call.number("bump-revision"),
                  "new-latest-revision", bumpedTo));
      session.log().info("marking revision compacted", Map.of("revision", bumpedTo));
    }
    for (MemberRecord member : told.members()) {
      Map<String, Object> fields =
          Fields.of(
              "cluster-id", told.cluster(),
              "local-member-id", "0",
              "added-peer-id", member.id(),
              "added-peer-peer-urls", member.raft().peerUrls());
      if (session.release().saysLearner()) {
        fields.put("added-peer-is-learner", false);
      }
      session.log().info("added member", fields);
    }
  }
}
