package io.drydock.node.config;

/**
 * What is kept, and for how long.
 *
 * @param maxSnapshots files; 0 for all
 * @param maxWals files; 0 for all
 * @param fsync whether an answer waits until its entry is safe on disk
 * @param quotaBytes before the alarm; negative for none
 * @param autoCompaction of history
 * @param compactionBatch revisions that are deleted at once
 * @param compactionPauseNanos between such batches
 */
public record StoreSettings(
    int maxSnapshots,
    int maxWals,
    boolean fsync,
    long quotaBytes,
    AutoCompaction autoCompaction,
    int compactionBatch,
    long compactionPauseNanos) {}
