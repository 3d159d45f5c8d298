package io.drydock.testdata.architecture.sample.floor;

/** Known outside only through the signature of {@link Floor}. */
public record Tile() {}
