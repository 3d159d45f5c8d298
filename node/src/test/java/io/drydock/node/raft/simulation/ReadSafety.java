package io.drydock.node.raft.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.node.raft.ReadState;
import java.util.HashMap;
import java.util.Map;

/** A read sees everything that was applied anywhere before it was asked for. */
final class ReadSafety {

  private final Map<ByteString, Long> floors = new HashMap<>();
  private int confirmed;

  void asks(ByteString context, long lastApplied) {
    floors.put(context, lastApplied);
  }

  void confirms(ReadState read) {
    long floor = floors.get(read.context());
    assertTrue(read.index() >= floor, () -> "a read at " + read.index() + " misses entry " + floor);
    confirmed++;
  }

  int confirmed() {
    return confirmed;
  }
}
