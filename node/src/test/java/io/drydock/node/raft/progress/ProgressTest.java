package io.drydock.node.raft.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.node.raft.progress.Progress.State;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final Progress progress = new Progress(10, false, new Inflights(2, 1 << 20));

  @Test
  void aProbeIsOneAppendUntilAnAnswerOrASignOfLife() {
    assertFalse(progress.isPaused());
    progress.sent(3, 30);
    assertTrue(progress.isPaused());
    assertEquals(10, progress.next());
    progress.unpause();
    assertFalse(progress.isPaused());
  }

  @Test
  void aRejectedProbeGoesToWhereTheLogsMayAgree() {
    progress.sent(1, 10);
    assertFalse(progress.rejected(7, 3), "an old answer");
    assertTrue(progress.isPaused());
    assertTrue(progress.rejected(9, 3));
    assertEquals(4, progress.next());
    assertFalse(progress.isPaused());
  }

  @Test
  void aProbeNeverGoesBelowWhatMatches() {
    progress.accepted(5);
    progress.becomeProbe();
    progress.sent(1, 10);
    assertTrue(progress.rejected(5, 0));
    assertEquals(6, progress.next());
  }

  @Test
  void replicatingRunsAheadUpToTheWindow() {
    progress.accepted(9);
    progress.becomeReplicate();
    progress.sent(5, 50);
    assertEquals(15, progress.next());
    assertFalse(progress.isPaused());
    progress.sent(5, 50);
    assertTrue(progress.isPaused());
    assertFalse(progress.isOpenForEntries());
    progress.unpause();
    assertFalse(progress.isPaused(), "an empty append may pass");
    assertFalse(progress.isOpenForEntries());
    assertTrue(progress.accepted(14));
    progress.freeUpTo(14);
    assertTrue(progress.isOpenForEntries());
    assertFalse(progress.accepted(14), "known");
  }

  @Test
  void aRejectionWhileReplicatingGoesBackToWhatMatches() {
    progress.accepted(9);
    progress.becomeReplicate();
    progress.sent(5, 50);
    assertFalse(progress.rejected(9, 4), "from before");
    assertTrue(progress.rejected(12, 4));
    assertEquals(10, progress.next());
  }

  @Test
  void aSnapshotHoldsEverythingBackUntilItsEnd() {
    progress.becomeSnapshot(30);
    assertTrue(progress.isPaused());
    progress.unpause();
    assertTrue(progress.isPaused());
    assertEquals(30, progress.pendingSnapshotIndex());
    progress.snapshotEnded(true);
    assertEquals(State.PROBE, progress.state());
    assertEquals(31, progress.next());
    assertTrue(progress.isPaused(), "until it is heard of");
  }

  @Test
  void aSnapshotThatGotLostIsForgotten() {
    progress.accepted(4);
    progress.becomeSnapshot(30);
    progress.snapshotEnded(false);
    assertEquals(5, progress.next());
  }
}
