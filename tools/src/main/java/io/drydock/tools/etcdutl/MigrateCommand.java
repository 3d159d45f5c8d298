package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.rewrite.StorageVersion;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * {@code migrate} of 3.6 and 3.7: between the forms of 3.5, 3.6 and 3.7, which differ in the row
 * {@code storageVersion} alone. Downwards only when no entry of the log needs more.
 */
final class MigrateCommand {

  private static final int ERROR = 1;
  private static final int BAD_ARGUMENTS = 128;
  private static final EtcdVersion V3_5 = new EtcdVersion(3, 5, 0);
  private static final EtcdVersion V3_6 = new EtcdVersion(3, 6, 0);
  private static final EtcdVersion NEWEST = new EtcdVersion(3, 7, 0);

  private final Session session;

  MigrateCommand(Session session) {
    this.session = session;
  }

  void run(Invocation call) throws IOException, FormatException {
    EtcdVersion target = target(call.text("target-version"));
    String dataDir = call.text("data-dir");
    Path file = Place.database(dataDir);
    Place.requireThere(file);
    EtcdVersion current = current(file);
    if (current.equals(target)) {
      session.log().info("storage version up-to-date", Map.of("storage-version", shortly(current)));
      return;
    }
    Optional<String> refusal = refusal(dataDir, current, target);
    if (refusal.isPresent() && !call.isOn("force")) {
      throw new Exit(ERROR, refusal.get());
    }
    replace(file, target);
    if (refusal.isPresent()) {
      tellOfForce(refusal.get(), target);
    } else {
      tell(current, target);
    }
  }

  private static EtcdVersion target(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 2) {
      throw new Exit(
          BAD_ARGUMENTS, "wrong target version format, expected \"X.Y\", got \"" + text + "\"");
    }
    for (String part : parts) {
      if (!part.matches("[0-9]{1,9}")) {
        throw new Exit(
            BAD_ARGUMENTS,
            "failed to parse target version: strconv.ParseInt: parsing \""
                + part
                + "\": invalid syntax");
      }
    }
    var target = new EtcdVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 0);
    if (target.compareTo(V3_5) < 0) {
      throw new Exit(
          BAD_ARGUMENTS,
          "target version \"" + shortly(target) + "\" not supported. Minimal \"3.5\"");
    }
    return target;
  }

  private EtcdVersion current(Path file) throws IOException, FormatException {
    try (DbSource source = Place.openMember(file, session.log())) {
      MetaState meta = BackendState.read(source.view()).meta();
      Optional<EtcdVersion> stored = meta.storageVersion().flatMap(EtcdVersion::parse);
      if (stored.isPresent()) {
        return new EtcdVersion(stored.get().major(), stored.get().minor(), 0);
      }
      if (meta.term().orElse(0) == 0) {
        session
            .log()
            .error(
                "failed to detect storage version. Please make sure you are using data dir from"
                    + " etcd v3.5 and older",
                Map.of());
        throw new Exit(ERROR, "missing term information");
      }
      return V3_5;
    }
  }

  /** Why etcdutl would not migrate; empty when it would. */
  private Optional<String> refusal(String dataDir, EtcdVersion current, EtcdVersion target)
      throws IOException, FormatException {
    if (target.major() != current.major()) {
      session
          .log()
          .error(
              "Changing major storage version is not supported",
              Fields.of("storage-version", current, "target-storage-version", target));
      return Optional.of(
          "cannot create migration plan: changing major storage version is not supported");
    }
    EtcdVersion higher = target.compareTo(current) > 0 ? target : current;
    if (higher.compareTo(NEWEST) > 0) {
      EtcdVersion first =
          target.compareTo(current) > 0 && current.compareTo(NEWEST) <= 0
              ? new EtcdVersion(NEWEST.major(), NEWEST.minor() + 1, 0)
              : higher;
      return Optional.of(
          "cannot create migration plan: version \"" + first + "\" is not supported");
    }
    if (target.compareTo(current) > 0) {
      return Optional.empty();
    }
    return neededBy(dataDir)
        .filter(needed -> target.compareTo(needed) < 0)
        .map(needed ->
            "cannot downgrade storage, WAL contains newer entries, as the target version (%s) is"
                    .formatted(target)
                + " lower than the version (%s) detected from WAL logs".formatted(needed));
  }

  /** The newest release that an entry behind the newest snapshot needs, above 3.5. */
  private static Optional<EtcdVersion> neededBy(String dataDir)
      throws IOException, FormatException {
    MemberLog log = MemberLog.read(Place.wal(dataDir, ""));
    Optional<NewestSnap> snap =
        NewestSnap.in(Place.snap(dataDir), item -> log.knows(item.name().position()));
    long from = snap.map(found -> found.message().getMetadata().getIndex()).orElse(0L);
    var newest = new Newest();
    log.entriesAfter(
        from, entry -> newest.take(EntryDecoder.decode(entry.entryType(), entry.payload())));
    return newest.version;
  }

  /** Of what was taken. */
  private static final class Newest {

    private Optional<EtcdVersion> version = Optional.empty();

    /** The only request that 3.5 does not know; it names the release it stands for. */
    void take(EntryPayload payload) {
      if (payload instanceof EntryPayload.InternalRequest(var request)
          && request.hasDowngradeVersionTest()) {
        Optional<EtcdVersion> named = EtcdVersion.parse(request.getDowngradeVersionTest().getVer());
        EtcdVersion needed = named.filter(each -> each.compareTo(V3_6) > 0).orElse(V3_6);
        if (version.filter(known -> known.compareTo(needed) >= 0).isEmpty()) {
          version = Optional.of(needed);
        }
      }
    }
  }

  private static void replace(Path file, EtcdVersion target) throws IOException, FormatException {
    boolean isStored = target.compareTo(V3_6) >= 0;
    StorageVersion.replace(file, isStored ? Optional.of(target.toString()) : Optional.empty());
  }

  private void tell(EtcdVersion current, EtcdVersion target) {
    int step = target.compareTo(current) > 0 ? 1 : -1;
    for (int minor = current.minor(); minor != target.minor(); minor += step) {
      var next = new EtcdVersion(current.major(), minor + step, 0);
      session.log().info("updated storage version", Fields.of("new-storage-version", next));
    }
  }

  private void tellOfForce(String refusal, EtcdVersion target) {
    session.log().info("normal migrate failed, trying with force", Map.of("error", refusal));
    if (target.compareTo(V3_6) < 0) {
      session.log().warn("forcefully cleared storage version");
    } else {
      session
          .log()
          .warn("forcefully set storage version", Map.of("storage-version", shortly(target)));
    }
  }

  private static String shortly(EtcdVersion version) {
    return version.major() + "." + version.minor();
  }
}
