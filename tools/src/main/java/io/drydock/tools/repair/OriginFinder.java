package io.drydock.tools.repair;

import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.v2store.V2Cluster;
import io.drydock.formats.v2store.V2Generator;
import io.drydock.formats.v2store.V2Rules;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.member.Beginnings;
import io.drydock.tools.source.MemberFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds out what the snapshot that a new log begins with holds.
 *
 * <p>Best is a {@code .snap} file of the member that the log goes on from. Else one is made at the
 * entry that the database has applied.
 *
 * <p>Since 3.6 the database has it all. Up to 3.5 servers go by the v2 store of their {@code .snap}
 * file: it is brought up to the applied entry by the log. Where entries on that way cannot be read,
 * a member may have come or gone in them; the database, which has applied them, must then name the
 * same members.
 */
final class OriginFinder {

  private final Path snapFolder;
  private final BackendState state;
  private final Survey survey;
  private final Known known;

  /**
   * Of these parts.
   *
   * @param snapFolder that of the {@code .snap} files
   * @param state of the database
   */
  OriginFinder(Path snapFolder, BackendState state, Survey survey, Known known) {
    this.snapFolder = snapFolder;
    this.state = state;
    this.survey = survey;
    this.known = known;
  }

  /**
   * A {@code .snap} file of the member.
   *
   * @param position the last entry in it
   * @param origin its content
   */
  record OfFile(LogPosition position, Origin.Found origin) {}

  /**
   * The newest file that can be read, that the log has a record of and the database has passed.
   *
   * @throws IOException when a file that is there cannot be read
   */
  Optional<OfFile> newestFile() throws IOException {
    List<LogPosition> logged =
        survey.replay().validSnapshots().stream().map(LogReplay.Snapshot::position).toList();
    for (SnapItem.RaftSnapshot item : SnapDirectory.list(snapFolder).raftSnapshots()) {
      LogPosition position = item.name().position();
      if (logged.contains(position)
          && Long.compareUnsigned(position.index(), known.applied()) <= 0) {
        Optional<OfFile> found = read(item.path());
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<OfFile> read(Path path) throws IOException {
    try (ByteSource source = MemberFiles.open(path)) {
      SnapFile file = SnapReader.read(source);
      var origin = new Origin.Found(file.confState(), file.store(), true, List.of());
      return Optional.of(new OfFile(file.position(), origin));
    } catch (FormatException damage) {
      return Optional.empty(); // a server takes the next one, too
    }
  }

  /**
   * Makes one at the entry that the database has applied.
   *
   * @throws IOException when a file that is there cannot be read
   */
  Origin atApplied() throws IOException {
    if (known.line().compareTo(ReleaseLine.V3_6) >= 0) {
      return ofDatabase(confState(stored()), List.of());
    }
    V2Rules rules = known.line() == ReleaseLine.V3_4 ? V2Rules.ETCD_3_4 : V2Rules.ETCD_3_5;
    LogReplay replay = survey.replay();
    Optional<Beginnings> start = Beginnings.of(snapFolder, replay, known.applied(), rules);
    if (start.isEmpty()) {
      return withoutStore();
    }
    long committed = known.committed(replay);
    var walk =
        new StoreWalk(
            start.get(),
            replay.fates(start.get().raftIndex(), committed),
            known.applied(),
            survey::isDoubtful);
    WalCheck.run(survey.directory(), WalCheck.Mode.STOPPED, finding -> {}, walk);
    walk.finish();
    return walked(walk);
  }

  private Origin walked(StoreWalk walk) {
    if (walk.fatal().isPresent()) {
      return new Origin.Unknown("the v2 store cannot be brought along: " + walk.fatal().get());
    }
    List<String> notes = new ArrayList<>();
    if (!walk.missing().isEmpty()) {
      Set<MemberId> ids = ids(walk.membership());
      Set<MemberId> storedIds = ids(stored());
      // A restore by 3.4 leaves the members of the old cluster there.
      boolean isOfOthers = storedIds.stream().noneMatch(ids::contains);
      if (!ids.equals(storedIds) && !isOfOthers) {
        return new Origin.Unknown(
            "entries that concern the members cannot be read: by log and raft snapshot they are "
                + text(ids)
                + ", by the database "
                + text(storedIds));
      }
      notes.add(
          "the new raft snapshot is without what the v2 API wrote, if it did, in "
              + walk.missing().stream().map(Range::toString).collect(Collectors.joining(", ")));
    }
    return new Origin.Found(walk.confState(), walk.store().encode(), false, notes);
  }

  /** Who votes stands in the log's record of the snapshot, too, since 3.5. */
  private Origin withoutStore() {
    Set<Long> storedIds = new TreeSet<>();
    ids(stored()).forEach(id -> storedIds.add(id.value()));
    Optional<ConfState> logged =
        survey
            .replay()
            .newestSnapshot()
            .flatMap(LogReplay.Snapshot::confState)
            .filter(conf -> storedIds.equals(all(conf)));
    boolean isAlone =
        known.owner().map(owner -> storedIds.equals(Set.of(owner.nodeId()))).orElse(false);
    if (logged.isEmpty() && !isAlone) {
      return new Origin.Unknown(
          "no raft snapshot file can be used, the log does not reach back to its first entry, and"
              + " nothing proves that the members in the database are the right ones");
    }
    return ofDatabase(
        logged.orElseGet(() -> confState(stored())),
        List.of(
            "no raft snapshot file can be used: members are those of the database, and keys of the"
                + " v2 API, if there were any, are in no file any more"));
  }

  private Origin ofDatabase(ConfState confState, List<String> notes) {
    Membership members = stored();
    if (members.members().isEmpty()) {
      return new Origin.Unknown("the database names no members");
    }
    var cluster = new V2Cluster(members, state.cluster().clusterVersion());
    List<MemberRecord> ordered = List.copyOf(members.members().values());
    return new Origin.Found(
        confState, V2Generator.generate(ordered, cluster).encode(), false, notes);
  }

  private Membership stored() {
    var members = state.cluster().members().stream().map(Located::value).toList();
    return new Membership(
        Membership.of(members).members(), new TreeSet<>(state.cluster().removedMembers()));
  }

  private static ConfState confState(Membership membership) {
    List<Long> voters = new ArrayList<>();
    List<Long> learners = new ArrayList<>();
    for (MemberRecord member : membership.members().values()) {
      (member.raft().isLearner() ? learners : voters).add(member.id().value());
    }
    return RaftMessages.confState(voters, learners);
  }

  private static Set<MemberId> ids(Membership membership) {
    return membership.members().keySet();
  }

  private static Set<Long> all(ConfState conf) {
    Set<Long> all = new TreeSet<>(conf.getVotersList());
    all.addAll(conf.getLearnersList());
    return all;
  }

  private static String text(Set<MemberId> ids) {
    return ids.stream().map(MemberId::hex).collect(Collectors.joining(", "));
  }
}
