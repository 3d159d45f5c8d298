package io.drydock.tools.wal.dump;

/**
 * How much of a record is shown.
 *
 * @param isRaw the data of each record as it lies there, in place of what it means
 * @param valueBytes of values and raw data
 * @param areSecretsShown whether passwords, tokens and the values of secrets are
 */
public record Shown(boolean isRaw, int valueBytes, boolean areSecretsShown) {}
