package io.drydock.node.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.mvcc.CompactionRule;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyEntryTest {

  /** Put at 2 and 4, deleted at 6, put at 8 twice over, deleted at 10. */
  private static final KeyEntry ENTRY =
      KeyEntry.ofPut(new byte[] {'k'}, 2, 0, 2, 1)
          .put(4, 3)
          .delete(6, 0)
          .put(8, 0)
          .put(9, 1)
          .delete(10, 2);

  private static String revisions(KeyEntry entry) {
    var text = new StringJoiner(" ");
    for (int i = 0; i < entry.size(); i++) {
      text.add(entry.main(i) + "." + entry.sub(i) + (entry.isTombstone(i) ? "t" : ""));
    }
    return text.toString();
  }

  @Test
  void revisionsComeOldestFirst() {
    assertEquals("2.0 4.3 6.0t 8.0 9.1 10.2t", revisions(ENTRY));
  }

  @ParameterizedTest
  @CsvSource({
    "1, -1, -1",
    "2, 0, 0",
    "3, 0, 0",
    "4, 1, 1",
    "5, 1, 1",
    "6, 2, -1",
    "7, 2, -1",
    "8, 3, 3",
    "9, 4, 4",
    "10, 5, -1",
    "11, 5, -1"
  })
  void aReaderSeesTheNewestThatIsNotAboveItsRevision(long at, int newest, int alive) {
    assertEquals(newest, ENTRY.find(at));
    assertEquals(alive, ENTRY.aliveAt(at));
  }

  @Test
  void aGenerationBeginsWithThePutAfterADeletion() {
    KeyEntry first = KeyEntry.ofPut(new byte[] {'k'}, 2, 0, 2, 1).put(4, 0);
    assertEquals(2, first.createRevision());
    assertEquals(2, first.keyVersion());
    KeyEntry deleted = first.delete(5, 0);
    assertFalse(deleted.isAlive());
    KeyEntry second = deleted.put(7, 0);
    assertTrue(second.isAlive());
    assertEquals(7, second.createRevision());
    assertEquals(1, second.keyVersion());
  }

  @Test
  void anEarlierEntryDoesNotSeeWhatCameLater() {
    KeyEntry before = KeyEntry.ofPut(new byte[] {'k'}, 2, 0, 2, 1).put(3, 0).put(4, 0);
    KeyEntry after = before;
    for (long main = 5; main < 100; main++) {
      after = after.put(main, 0);
    }
    assertEquals("2.0 3.0 4.0", revisions(before));
    assertEquals(98, after.size());
    assertEquals(98, after.keyVersion());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2.0 4.3 6.0t 8.0 9.1 10.2t, 2.0 4.3 6.0t 8.0 9.1 10.2t",
    "2, 2.0 4.3 6.0t 8.0 9.1 10.2t, 2.0 4.3 6.0t 8.0 9.1 10.2t",
    "5, 4.3 6.0t 8.0 9.1 10.2t, 4.3 6.0t 8.0 9.1 10.2t",
    "6, 6.0t 8.0 9.1 10.2t, 8.0 9.1 10.2t",
    "7, 8.0 9.1 10.2t, 8.0 9.1 10.2t",
    "9, 9.1 10.2t, 9.1 10.2t",
    "10, 10.2t, ''",
    "11, '', ''"
  })
  void aCompactionDropsTheOldestByTheRuleForTombstones(long at, String keeps, String drops) {
    assertEquals(keeps, compacted(at, CompactionRule.KEEPS_TOMBSTONE_AT_REVISION));
    assertEquals(drops, compacted(at, CompactionRule.DROPS_TOMBSTONE_AT_REVISION));
  }

  private static String compacted(long at, CompactionRule rule) {
    int dropped = ENTRY.dropped(at, rule);
    return dropped == ENTRY.size() ? "" : revisions(ENTRY.without(dropped));
  }
}
