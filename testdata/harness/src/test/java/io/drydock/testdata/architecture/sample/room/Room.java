package io.drydock.testdata.architecture.sample.room;

import io.drydock.testdata.architecture.sample.floor.Floor;

/** Stands on another package. */
public record Room(Floor below) {}
