package io.drydock.testdata.architecture.sample.floor;

/** Used by another package, and names {@link Tile}. */
public record Floor(Tile tile) {}
