package io.drydock.node.mvcc;

/**
 * What a step of a compaction did.
 *
 * @param deletedRows how many records it handed to the sink as deleted
 * @param isDone true when nothing is left to do, as far as compactions are published
 */
public record ScrubStep(int deletedRows, boolean isDone) {}
