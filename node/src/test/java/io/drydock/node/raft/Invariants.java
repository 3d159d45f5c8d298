package io.drydock.node.raft;

/** Lets the simulation look at what no caller of raft sees. */
public final class Invariants {

  private Invariants() {}

  /** Throws when a member contradicts itself. */
  public static void check(RawNode node) {
    node.checkInvariants();
  }
}
