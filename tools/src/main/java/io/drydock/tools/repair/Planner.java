package io.drydock.tools.repair;

import io.drydock.formats.backend.BackendState;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.tools.fsck.examine.Diagnosis;
import io.drydock.tools.fsck.examine.Rejoin;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.DirectoryCopy;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the plan out of what was read, and decides whether it may be carried out. */
final class Planner {

  private static final long SLACK_BYTES = 1 << 20;

  private final RepairOptions options;
  private final MemberDirectory member;
  private final Survey survey;
  private final Known known;

  Planner(RepairOptions options, MemberDirectory member, Survey survey, Known known) {
    this.options = options;
    this.member = member;
    this.survey = survey;
    this.known = known;
  }

  /**
   * Makes it.
   *
   * @param target empty for a plan without a place
   * @param left what stops a server and no repair of the log mends
   * @throws IOException when a file cannot be read any more
   */
  RepairPlan plan(Optional<Target> target, BackendState state, List<Diagnosis> left)
      throws IOException {
    Path snap = member.snapPath();
    Mending mending =
        new Chooser(survey, known, new OriginFinder(snap, state, survey, known)).choose();
    Losses losses = LossReader.of(survey, known, last(mending));
    Optional<String> refusal = refusal(mending, losses, left);
    return new RepairPlan(
        options.named(),
        target,
        known,
        survey.replay().commit(),
        survey.damages(),
        mending,
        losses,
        room(target),
        refusal,
        refusal.isPresent() ? instead(mending) : List.of(),
        notes(mending, losses, target));
  }

  private List<String> instead(Mending mending) {
    if (known.memberCount() > 1) {
      return Rejoin.lines(known.owner(), known.members());
    }
    String named = Texts.shellWord(options.named().toString());
    return mending instanceof Mending.Impossible
        ? List.of("drydock fsck " + named + "  # tells what else can be done")
        : List.of();
  }

  private long last(Mending mending) {
    return switch (mending) {
      case Mending.Cut cut -> cut.last();
      case Mending.Rebuild made -> made.last();
      case Mending.Impossible _ -> known.applied();
    };
  }

  private Optional<String> refusal(Mending mending, Losses losses, List<Diagnosis> left) {
    if (mending instanceof Mending.Impossible(String reason)) {
      return Optional.of(reason);
    }
    if (!left.isEmpty()) {
      return Optional.of(
          "a server would not start for another reason either: "
              + Proof.text(left.getFirst().finding()));
    }
    boolean isVoteLost = losses.isPromiseLost() && !known.isOnlyVoter();
    if (options.isLossAccepted() || losses.isNothing() && !isVoteLost) {
      return Optional.empty();
    }
    String what =
        losses.range().isPresent()
            ? "entries are lost that may have been acknowledged"
            : losses.isNothing()
                ? "a term or a vote of this member may be lost"
                : "the log may have held more than can be told";
    return Optional.of(
        what
            + (known.isOnlyVoter()
                ? "; --accept-loss does it all the same"
                : "; a member that forgets what it promised can break the cluster. While the others"
                    + " have a majority, remove it and add it again; if it is all that is left,"
                    + " --accept-loss does it all the same"));
  }

  private List<String> notes(Mending mending, Losses losses, Optional<Target> target)
      throws IOException {
    List<String> notes = new ArrayList<>();
    switch (mending) {
      case Mending.Rebuild made -> {
        notes.addAll(made.origin().notes());
        if (known.memberCount() > 1) {
          notes.add(
              "the log begins anew at the snapshot: a member that lacks older entries gets a"
                  + " snapshot from it, as after any compaction");
        }
      }
      case Mending.Cut _ -> {
        boolean isTail =
            survey.damages().stream().allMatch(damage -> damage.kind() == Kind.TORN_TAIL);
        if (isTail) {
          notes.add("a server cuts a torn last record off by itself, unless it refuses its length");
        }
      }
      case Mending.Impossible _ -> {
        // The refusal says why.
      }
    }
    if (!losses.isNothing() && known.memberCount() > 1) {
      notes.add(
          "a leader that goes on has counted what this member forgets: the member then panics with"
              + " \"tocommit is out of range\"");
    }
    if (target.isPresent() && target.get().isDirectory()) {
      List<String> leftBehind = DirectoryCopy.of(member.walPath(), member.snapPath()).leftBehind();
      if (!leftBehind.isEmpty()) {
        notes.add("not copied: " + String.join(", ", leftBehind));
      }
    }
    if (target.isPresent() && Files.exists(target.get().partPath())) {
      notes.add(target.get().partPath() + " is left from an interrupted run and will be removed");
    }
    return notes;
  }

  private RepairPlan.Room room(Optional<Target> target) throws IOException {
    DirectoryCopy copy = DirectoryCopy.of(member.walPath(), member.snapPath());
    boolean isWhole = target.map(Target::isDirectory).orElse(false);
    long needed =
        (isWhole ? copy.bytes() + Files.size(member.backendPath()) : survey.directoryBytes())
            + SLACK_BYTES;
    Path folder = target.map(Target::folder).orElse(member.member());
    return new RepairPlan.Room(needed, Files.getFileStore(folder).getUsableSpace());
  }
}
