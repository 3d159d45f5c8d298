package io.drydock.node.raft.confchange;

import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeSingle;
import io.drydock.formats.proto.raftpb.ConfChangeTransition;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import io.drydock.node.raft.quorum.Joint;
import io.drydock.node.raft.quorum.Majority;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Applies changes to a configuration (Raft thesis, section 4; etcd's raft 3.6).
 *
 * <p>A change of one voter keeps old and new quorums overlapping and takes effect at once. A change
 * of more goes through a joint configuration, which a second, empty change leaves.
 */
public final class ConfChanges {

  private ConfChanges() {}

  /** A change of one member in the general form. */
  public static ConfChangeV2 general(ConfChange change) {
    return ConfChangeV2.newBuilder()
        .addChanges(
            ConfChangeSingle.newBuilder().setType(change.getType()).setNodeId(change.getNodeId()))
        .setContext(change.getContext())
        .build();
  }

  /** True for the empty change that leaves a joint configuration. */
  public static boolean isLeaving(ConfChangeV2 change) {
    return change.getChangesCount() == 0
        && change.getTransition() == ConfChangeTransition.ConfChangeTransitionAuto;
  }

  /**
   * The configuration after a change. A change whose member id is 0 is void: etcd clears the id of
   * one that it refuses when it applies it.
   *
   * @throws IllegalArgumentException when the change is not possible here: no voter would be left,
   *     more than one voter would change at once, a second joint change, leaving without one, or a
   *     type that no etcd knows
   */
  public static Configuration apply(Configuration before, ConfChangeV2 change) {
    if (isLeaving(change)) {
      return leave(before);
    }
    if (before.isJoint()) {
      throw new IllegalArgumentException("a change in a joint configuration");
    }
    boolean isAuto = change.getTransition() == ConfChangeTransition.ConfChangeTransitionAuto;
    if (isAuto && change.getChangesCount() == 1) {
      return simple(before, change.getChangesList());
    }
    boolean isAutoLeave =
        change.getTransition() != ConfChangeTransition.ConfChangeTransitionJointExplicit;
    return enter(before, change.getChangesList(), isAutoLeave);
  }

  private static Configuration simple(Configuration before, List<ConfChangeSingle> changes) {
    var draft = new Draft(before, Majority.of());
    draft.apply(changes);
    if (differences(before.voters().incoming().ids(), draft.voters) > 1) {
      throw new IllegalArgumentException("more than one voter changes without a joint step");
    }
    return draft.done(Majority.of(), false);
  }

  private static Configuration enter(
      Configuration before, List<ConfChangeSingle> changes, boolean isAutoLeave) {
    Majority outgoing = before.voters().incoming();
    if (outgoing.size() == 0) {
      throw new IllegalArgumentException("a joint change of a configuration without voters");
    }
    var draft = new Draft(before, outgoing);
    draft.apply(changes);
    return draft.done(outgoing, isAutoLeave);
  }

  private static Configuration leave(Configuration before) {
    if (!before.isJoint()) {
      throw new IllegalArgumentException("leaving a configuration that is not joint");
    }
    TreeSet<Long> learners = Configuration.mutable(before.learners());
    learners.addAll(before.learnersNext());
    return new Configuration(
        new Joint(before.voters().incoming(), Majority.of()),
        learners,
        Configuration.mutable(List.of()),
        false);
  }

  private static int differences(Collection<Long> before, Collection<Long> after) {
    long gone = before.stream().filter(id -> !after.contains(id)).count();
    long come = after.stream().filter(id -> !before.contains(id)).count();
    return (int) (gone + come);
  }

  /** The sets while they change. */
  private static final class Draft {

    private final TreeSet<Long> voters;
    private final TreeSet<Long> learners;
    private final TreeSet<Long> learnersNext;
    private final Majority outgoing;

    Draft(Configuration before, Majority outgoing) {
      this.voters = Configuration.mutable(before.voters().incoming().ids());
      this.learners = Configuration.mutable(before.learners());
      this.learnersNext = Configuration.mutable(before.learnersNext());
      this.outgoing = outgoing;
    }

    void apply(List<ConfChangeSingle> changes) {
      for (ConfChangeSingle change : changes) {
        long id = change.getNodeId();
        if (id == 0) {
          continue;
        }
        switch (change.getType()) {
          case ConfChangeAddNode -> {
            remove(id);
            voters.add(id);
          }
          case ConfChangeAddLearnerNode -> {
            remove(id);
            (outgoing.contains(id) ? learnersNext : learners).add(id);
          }
          case ConfChangeRemoveNode -> remove(id);
          case ConfChangeUpdateNode -> {
            // New addresses: nothing that quorums depend on.
          }
          case UNRECOGNIZED ->
              throw new IllegalArgumentException("change of a type that no etcd knows");
        }
      }
    }

    Configuration done(Majority outgoing, boolean isAutoLeave) {
      if (voters.isEmpty()) {
        throw new IllegalArgumentException("no voter would be left");
      }
      var halves = new Joint(Configuration.majority(voters), outgoing);
      return new Configuration(halves, learners, learnersNext, isAutoLeave);
    }

    private void remove(long id) {
      voters.remove(id);
      learners.remove(id);
      learnersNext.remove(id);
    }
  }
}
