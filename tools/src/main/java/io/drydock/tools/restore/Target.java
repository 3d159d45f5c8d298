package io.drydock.tools.restore;

import io.drydock.tools.UsageException;
import io.drydock.tools.source.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the members go.
 *
 * @param place the data directory, or the folder of all of them, as the user named it
 * @param names of the members that are written
 * @param isWholeCluster each member has a folder of its name in {@code place}
 * @param walFolder of the only member, when it has one of its own
 * @param staging where all is written until it is proven
 * @param logStaging where the log is written, when {@code staging} does not hold it
 */
record Target(
    Path place,
    List<String> names,
    boolean isWholeCluster,
    Optional<Path> walFolder,
    Staging staging,
    Optional<Staging> logStaging) {

  Target {
    names = List.copyOf(names);
  }

  /**
   * From the command line.
   *
   * @throws UsageException when there is something already, or log and data would lie in each other
   */
  static Target of(RestoreOptions options, List<String> names) throws IOException {
    boolean isWhole = options.isWholeCluster();
    if (options.isTrial()) {
      Path place = trialPlace(options);
      var staging = new Staging(place.toAbsolutePath().normalize(), false);
      return new Target(place, names, isWhole, Optional.empty(), staging, Optional.empty());
    }
    Path place = options.place().orElseGet(options::defaultPlace);
    Staging staging = Staging.of(place, options.placeFlag());
    if (options.walFolder().isEmpty()) {
      return new Target(place, names, isWhole, Optional.empty(), staging, Optional.empty());
    }
    Path wal = options.walFolder().get();
    requireApart(place, wal);
    Optional<Staging> log =
        staging.holds(wal) ? Optional.empty() : Optional.of(Staging.of(wal, "--wal-dir"));
    return new Target(place, names, isWhole, options.walFolder(), staging, log);
  }

  /** Beside the place that the user names, else in the folder for what is temporary. */
  private static Path trialPlace(RestoreOptions options) {
    String name =
        "drydock-check-" + Integer.toHexString(options.file().toAbsolutePath().hashCode());
    Optional<Path> folder =
        options.place().map(place -> place.toAbsolutePath().normalize().getParent());
    if (folder.isPresent()) {
      return nearest(folder.get()).resolve(name);
    }
    return Scratch.folder().resolve(name);
  }

  private static Path nearest(Path folder) {
    Path there = folder;
    while (!Files.isDirectory(there)) {
      there = there.getParent();
    }
    return there;
  }

  private static void requireApart(Path place, Path wal) {
    Path folder = wal.toAbsolutePath().normalize();
    Path snap = place.toAbsolutePath().normalize().resolve("member").resolve("snap");
    if (snap.startsWith(folder) || folder.startsWith(snap)) {
      throw new UsageException("--wal-dir " + wal + ": the data directory needs that folder");
    }
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException("--wal-dir " + wal + ": is there already; nothing was done");
    }
  }

  /** The folder that is on the disk where all is written. */
  Path folder() {
    return staging.folder();
  }

  /** One for each member. */
  List<RestorePlan.Place> places(NewCluster cluster) {
    return names.stream()
        .map(name -> {
          Path dataDir = isWholeCluster ? place.resolve(name) : place;
          Path wal = walFolder.orElse(dataDir.resolve("member").resolve("wal"));
          return new RestorePlan.Place(cluster.member(name), dataDir, wal);
        })
        .toList();
  }

  /** Where a log is written. */
  Path walAt(RestorePlan.Place member) {
    return logStaging.orElse(staging).at(member.walFolder());
  }

  /** Says what an interrupted run has left. */
  void noteLeftovers(List<String> notes) {
    for (Staging each : logStaging.map(log -> List.of(staging, log)).orElse(List.of(staging))) {
      if (Files.exists(each.part())) {
        notes.add(each.part() + " is left from an interrupted run and will be removed");
      }
    }
  }
}
