package io.drydock.node.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapBackendTest {

  private final MapBackend backend = new MapBackend();

  private void put(long main, long sub, boolean isTombstone, int value) {
    byte[] key = new RevisionKey(new Revision(main, sub), isTombstone).encode().toByteArray();
    backend.put(Bucket.KEY, key, new byte[] {(byte) value});
  }

  @Test
  void rowsShowWhenTheyAreCommitted() {
    put(2, 0, false, 7);
    assertTrue(backend.get(2, 0).isEmpty());
    backend.commit();
    assertArrayEquals(new byte[] {7}, backend.get(2, 0).orElseThrow());
  }

  @Test
  void rowsOfACrashedBatchAreGone() {
    put(2, 0, false, 7);
    backend.crash();
    backend.commit();
    assertTrue(backend.get(2, 0).isEmpty());
  }

  @Test
  void aScanTakesItsStartAndNotItsEndAndStopsWhenTold() {
    put(2, 0, false, 1);
    put(2, 1, true, 2);
    put(3, 0, false, 3);
    put(4, 0, false, 4);
    backend.commit();
    List<String> seen = new ArrayList<>();
    backend.scan(
        new Revision(2, 1),
        new Revision(9, 0),
        (main, sub, isTombstone, record) -> {
          seen.add(main + "_" + sub + (isTombstone ? "t" : "") + "=" + record[0]);
          return main < 3;
        });
    assertEquals(List.of("2_1t=2", "3_0=3"), seen);
  }
}
