package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

  @Test
  void anIdHasTheMemberTheTimeAndACount() {
    var ids = new RequestIds(0x2e1259d415f2a040L, 0x123_4567_89abL);
    assertEquals("a040" + "23456789ab" + "01", Long.toHexString(ids.next()));
  }

  @Test
  void aLaterLifeGivesOutOthers() {
    Set<Long> all = new HashSet<>();
    for (long start = 0; start < 3; start++) {
      var ids = new RequestIds(7, 1000 + start);
      for (int i = 0; i < 200; i++) {
        all.add(ids.next());
      }
    }
    assertEquals(600, all.size());
  }

  @Test
  void theCountStaysOffTheMember() {
    var ids = new RequestIds(5, (1L << 40) - 1);
    for (int i = 0; i < 1000; i++) {
      assertEquals(5, ids.next() >>> 48);
    }
  }
}
