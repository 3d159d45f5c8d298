package io.drydock.formats.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoltCursorTest {

  /** Root 3 over leaves 4, 5 (empty, as a deletion may leave it) and branch 6 over 7 and 8. */
  private static RawBolt threeLevels() {
    return new RawBolt(9)
        .metas(2)
        .buckets(2, Map.of("b", 3L))
        .branch(3, "a", 4, "d", 5, "f", 6)
        .leaf(4, "a", "1", "c", "2")
        .leaf(5)
        .branch(6, "f", 7, "k", 8)
        .leaf(7, "f", "3", "h", "4")
        .leaf(8, "k", "5");
  }

  private static BoltCursor cursor(RawBolt raw) throws Exception {
    return raw.open().bucket(Bytes.ofUtf8("b")).orElseThrow().cursor();
  }

  private static String key(BoltCursor cursor) {
    return Bytes.copyOf(cursor.key()).toUtf8();
  }

  @Test
  void forwardAndBackwardGiveAllElements() throws Exception {
    BoltCursor cursor = cursor(threeLevels());
    var forward = new ArrayList<String>();
    while (cursor.next()) {
      forward.add(key(cursor));
    }
    var backward = new ArrayList<String>();
    while (cursor.prev()) {
      backward.add(key(cursor));
    }
    assertEquals(List.of("a", "c", "f", "h", "k"), forward);
    assertEquals(forward.reversed(), backward);
    assertFalse(cursor.prev());
    assertTrue(cursor.next());
    assertEquals("a", key(cursor));
  }

  @Test
  void theEndsAreReachedDirectly() throws Exception {
    BoltCursor cursor = cursor(threeLevels());
    assertTrue(cursor.last());
    assertEquals("k", key(cursor));
    assertFalse(cursor.next());
    assertFalse(cursor.next());
    assertTrue(cursor.first());
    assertEquals("a", key(cursor));
    assertFalse(cursor.prev());
  }

  @Test
  void seekFindsTheFirstKeyNotLess() throws Exception {
    BoltCursor cursor = cursor(threeLevels());
    String[][] cases = {
      {"", "a"},
      {"a", "a"},
      {"b", "c"},
      {"c", "c"},
      {"ca", "f"},
      {"d", "f"},
      {"e", "f"},
      {"f", "f"},
      {"fa", "h"},
      {"i", "k"},
      {"k", "k"}
    };
    for (String[] wantedAndFound : cases) {
      assertTrue(cursor.seek(Bytes.ofUtf8(wantedAndFound[0]).segment()));
      assertEquals(wantedAndFound[1], key(cursor));
    }
    assertFalse(cursor.seek(Bytes.ofUtf8("ka").segment()));
    assertTrue(cursor.prev());
    assertEquals("k", key(cursor));
  }

  @Test
  void stepsToAndFroOverABorderNeverRunOutOfPages() throws Exception {
    BoltCursor cursor = cursor(threeLevels());
    cursor.seek(Bytes.ofUtf8("c").segment());
    for (int i = 0; i < 1000; i++) {
      assertTrue(cursor.next());
      assertEquals("f", key(cursor));
      assertTrue(cursor.prev());
      assertEquals("c", key(cursor));
    }
  }

  @Test
  void elementsSayWhereTheyLie() throws Exception {
    BoltCursor cursor = cursor(threeLevels());
    cursor.seek(Bytes.ofUtf8("h").segment());
    assertEquals(7, cursor.pageId());
    assertEquals(7 * RawBolt.PAGE + 16 + 2 * 16 + 2, cursor.at().offset());
    assertEquals("h4", Bytes.copyOf(cursor.keyAndValue()).toUtf8());
    assertEquals(2, cursor.at().length());
    assertEquals(1, cursor.keyBytes());
    assertEquals(1, cursor.valueBytes());
  }

  @Test
  void aCursorOnNoElementHasNoKey() throws Exception {
    BoltCursor cursor = cursor(threeLevels());
    assertThrows(IllegalStateException.class, cursor::key);
    cursor.first();
    assertThrows(IllegalStateException.class, cursor::bucket);
  }

  @Test
  void bucketsInBucketsAreFollowed() throws Exception {
    RawBolt raw =
        new RawBolt(5)
            .metas(2)
            .buckets(2, Map.of("outer", 3L))
            .buckets(3, Map.of("inner", 4L))
            .leaf(4, "k", "v");
    BoltBucket outer = raw.open().bucket(Bytes.ofUtf8("outer")).orElseThrow();
    BoltBucket inner = outer.bucket(Bytes.ofUtf8("inner")).orElseThrow();
    assertEquals(1, inner.stats().keys());
    assertEquals(1, outer.stats().buckets());
    assertEquals(Optional.empty(), inner.bucket(Bytes.ofUtf8("k")));
    assertEquals(Optional.empty(), outer.bucket(Bytes.ofUtf8("x")));
  }

  @Test
  void aPageThatLeadsBackIsReportedAndNotFollowed() throws Exception {
    BoltCursor cursor = cursor(threeLevels().branch(6, "f", 3, "k", 8));
    assertThrows(
        CorruptFileException.class,
        () -> {
          while (cursor.next()) {
            assertTrue(cursor.keyBytes() > 0);
          }
        });
    BoltCursor atTheEnd = cursor(threeLevels().branch(6, "f", 7, "k", 3));
    assertThrows(CorruptFileException.class, atTheEnd::last);
  }

  @Test
  void aPageReachedFromManyPlacesEndsTheWalk() throws Exception {
    RawBolt raw = new RawBolt(40).metas(2).buckets(2, Map.of("b", 3L));
    for (long page = 3; page < 39; page++) {
      raw.branch(page, "a", page + 1, "b", page + 1, "c", page + 1, "d", page + 1);
    }
    BoltCursor cursor = cursor(raw.leaf(39, "a", "1"));
    assertThrows(
        CorruptFileException.class,
        () -> {
          while (cursor.next()) {
            assertTrue(cursor.keyBytes() > 0);
          }
        });
    assertFalse(cursor.next());
  }

  @Test
  void theWalkGoesOnBehindADamagedPage() throws Exception {
    RawBolt raw = threeLevels().u64(4 * RawBolt.PAGE, 77);
    assertEquals(List.of("!", "f", "h", "k"), keysAndDamage(raw));
    RawBolt branch = threeLevels().u64(6 * RawBolt.PAGE, 77);
    assertEquals(List.of("a", "c", "!"), keysAndDamage(branch));
    RawBolt root = threeLevels().u64(3 * RawBolt.PAGE, 77);
    assertEquals(List.of("!"), keysAndDamage(root));
  }

  private static List<String> keysAndDamage(RawBolt raw) throws Exception {
    BoltCursor cursor = cursor(raw);
    var met = new ArrayList<String>();
    for (boolean more = true; more; ) {
      try {
        more = cursor.next();
        if (more) {
          met.add(key(cursor));
        }
      } catch (CorruptFileException damage) {
        met.add("!");
      }
    }
    return met;
  }

  @Test
  void theRootCannotBeAMetaOrAFreelist() throws Exception {
    for (long root : new long[] {1, 8, 9, -1}) {
      RawBolt raw = threeLevels().buckets(2, Map.of("b", root));
      raw.header(8, PageHeader.FREELIST, 0, 0);
      BoltCursor cursor = cursor(raw);
      assertThrows(CorruptFileException.class, cursor::next);
      assertFalse(cursor.next());
    }
  }

  @Test
  void bucketHeadersThatAreTooShortAreDamage() throws Exception {
    RawBolt raw = threeLevels();
    raw.u32(2 * RawBolt.PAGE + 16 + 12, 15);
    assertThrows(CorruptFileException.class, () -> raw.open().buckets());
    RawBolt inline = threeLevels().buckets(2, Map.of("b", 0L));
    assertThrows(CorruptFileException.class, () -> inline.open().buckets());
  }
}
