package io.drydock.tools.db.cluster;

import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.proto.raftpb.ConfState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How far the members in a database are to be believed.
 *
 * <p>Servers since 3.6 take the membership from here. Up to 3.5 they write it and go by the v2
 * store in the newest {@code .snap} and the log behind it; 3.5.1 to 3.5.19 do not even overwrite a
 * record that is there, so later URLs, names and promotions are missing. The stored conf state is
 * read by no server, and a restore leaves that of the old cluster.
 *
 * @param isRead true when the server that wrote the database takes its members from here; empty
 *     when the database does not tell which line that was
 * @param notes what to know, one sentence each
 */
record MemberAuthority(Optional<Boolean> isRead, List<String> notes) {

  /** Copies the list. */
  MemberAuthority {
    notes = List.copyOf(notes);
  }

  static MemberAuthority of(BackendState state) {
    Optional<ReleaseLine> line = state.writer().likely();
    List<String> notes = new ArrayList<>();
    notes.add(line.map(MemberAuthority::authority).orElse(UNKNOWN));
    state
        .meta()
        .confState()
        .flatMap(stored -> disagreement(stored, state.cluster().members()))
        .ifPresent(notes::add);
    return new MemberAuthority(line.map(known -> known.compareTo(ReleaseLine.V3_6) >= 0), notes);
  }

  private static final String UNKNOWN =
      "the database does not tell which release wrote it; only since 3.6 servers read members here";

  private static String authority(ReleaseLine line) {
    return switch (line) {
      case V3_4 ->
          "a 3.4 server writes this list and never reads it: its members are those of the v2 store"
              + " (.snap and log)";
      case V3_5 ->
          "a 3.5 server starts with the members of the v2 store (.snap and log), not with these;"
              + " 3.5.1 to 3.5.19 never update a record here, so URLs, names and learners may be"
              + " old";
      case V3_6, V3_7 -> "a " + line + " server takes its members from here";
    };
  }

  /** Ids as sets: the order means nothing. */
  private static Optional<String> disagreement(
      ConfState stored, List<Located<MemberRecord>> members) {
    Set<Long> learners = ids(members, true);
    Set<Long> all = ids(members, false);
    all.addAll(learners);
    Set<Long> storedLearners = new TreeSet<>(stored.getLearnersList());
    Set<Long> storedAll = new TreeSet<>(stored.getVotersList());
    storedAll.addAll(storedLearners);
    if (!storedAll.equals(all)) {
      return Optional.of(
          "the stored conf state names others than the members: after a restore it is that of the"
              + " old cluster; no server reads it");
    }
    return storedLearners.equals(learners)
        ? Optional.empty()
        : Optional.of(kinds(storedLearners, learners));
  }

  private static String kinds(Set<Long> storedLearners, Set<Long> learners) {
    Set<Long> raised = new TreeSet<>(storedLearners);
    raised.removeAll(learners);
    if (!raised.isEmpty()) {
      return hex(raised)
          + ": a learner in the stored conf state and so for raft, a voter in this list; up to 3.5"
          + " an update of its peer URLs takes the mark of a learner from a member";
    }
    Set<Long> lowered = new TreeSet<>(learners);
    lowered.removeAll(storedLearners);
    return hex(lowered)
        + ": a voter in the stored conf state and so for raft, a learner in this list; 3.5.1 to"
        + " 3.5.19 do not store a promotion here";
  }

  private static String hex(Set<Long> ids) {
    return ids.stream().map(Long::toHexString).collect(Collectors.joining(", "));
  }

  private static Set<Long> ids(List<Located<MemberRecord>> members, boolean learners) {
    return members.stream()
        .map(Located::value)
        .filter(member -> member.raft().isLearner() == learners)
        .map(member -> member.id().value())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
