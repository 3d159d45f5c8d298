package io.drydock.node.config;

/** How history is compacted without being asked for. */
public sealed interface AutoCompaction {
  /** Not at all. */
  record Off() implements AutoCompaction {}

  /**
   * By time.
   *
   * @param keepNanos of history
   */
  record Periodic(long keepNanos) implements AutoCompaction {}

  /**
   * By number.
   *
   * @param keepRevisions before the current one
   */
  record Revisions(long keepRevisions) implements AutoCompaction {}
}
