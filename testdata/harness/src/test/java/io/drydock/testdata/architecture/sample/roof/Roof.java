package io.drydock.testdata.architecture.sample.roof;

import io.drydock.testdata.architecture.sample.room.Room;

/** Stands on another package. */
public record Roof(Room below) {}
