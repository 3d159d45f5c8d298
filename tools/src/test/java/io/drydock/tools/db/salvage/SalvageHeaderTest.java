package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One field of a header or of an element is wrong, in each kind of page. */
class SalvageHeaderTest {

  @TempDir Path folder;

  /** What is done to the header at an offset. */
  @FunctionalInterface
  interface Damage {
    void to(ByteBuffer db, int header);
  }

  /** Of the number of elements, which nothing but their places tells. */
  private static Map<String, Damage> counts() {
    Map<String, Damage> damages = new LinkedHashMap<>();
    damages.put("count - 1", (db, at) -> count(db, at, count(db, at) - 1));
    damages.put("half the count", (db, at) -> count(db, at, count(db, at) / 2));
    damages.put("count 0", (db, at) -> count(db, at, 0));
    damages.put("count + 1", (db, at) -> count(db, at, count(db, at) + 1));
    return damages;
  }

  /** Of the rest of the header, and of elements. */
  static Map<String, Damage> damages() {
    Map<String, Damage> damages = new LinkedHashMap<>();
    damages.put("overflow + 1", (db, at) -> add(db, at + 12, 1));
    damages.put("overflow + 9", (db, at) -> add(db, at + 12, 9));
    damages.put("flags 3", (db, at) -> db.putShort(at + 8, (short) 3));
    damages.put(
        "the other kind", (db, at) -> db.putShort(at + 8, (short) (3 - db.getShort(at + 8))));
    for (int field = 0; field < 4; field++) {
      int from = 4 * field;
      damages.put("first element + 1 at " + from, (db, at) -> add(db, at + 16 + from, 1));
      damages.put("first element - 1 at " + from, (db, at) -> add(db, at + 16 + from, -1));
    }
    for (int from : new int[] {0, 4}) {
      damages.put("last element + 1 at " + from, (db, at) -> add(db, last(db, at) + from, 1));
    }
    return damages;
  }

  /** Behind the last element of a page nothing tells where it ends. */
  static Map<String, Damage> endings() {
    Map<String, Damage> damages = new LinkedHashMap<>();
    for (int from : new int[] {8, 12}) {
      damages.put("last element + 1 at " + from, (db, at) -> add(db, last(db, at) + from, 1));
      damages.put("last element - 1 at " + from, (db, at) -> add(db, last(db, at) + from, -1));
    }
    return damages;
  }

  private static int count(ByteBuffer db, int header) {
    return db.getShort(header + 10);
  }

  private static void count(ByteBuffer db, int header, int count) {
    db.putShort(header + 10, (short) count);
  }

  private static int last(ByteBuffer db, int header) {
    return header + 16 * count(db, header);
  }

  private static void add(ByteBuffer db, int at, int more) {
    db.putInt(at, db.getInt(at) + more);
  }

  @Test
  void noRowGoesWithoutAWord() throws Exception {
    holds(counts(), true, folder);
  }

  /** Saves a database with each damage in each place, and holds it against the sound one. */
  static void holds(Map<String, Damage> damages, boolean isOfStructure, Path folder)
      throws Exception {
    byte[] sound = SalvageTest.kept("etcd-3.6.14-single");
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows = SalvagedDb.rows(sound);
    for (var place : places(new DbPages(sound)).entrySet()) {
      for (var damage : damages.entrySet()) {
        String what = place.getKey() + ", " + damage.getKey();
        byte[] broken = sound.clone();
        var bytes = ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN);
        damage.getValue().to(bytes, place.getValue());
        assertFalse(isOfStructure && BoltCheck.of(ByteSource.of("db", broken)).isClean(), what);
        SalvagedDb.of(broken, folder).holdsAgainst(rows, what);
      }
    }
  }

  /** Offsets of headers. */
  private static Map<String, Integer> places(DbPages pages) {
    int[] leaves = pages.children(pages.keyRoot());
    assertTrue(leaves.length > 4, "leaves: " + leaves.length);
    return Map.of(
        "root", pages.root() * DbPages.PAGE,
        "root of key", pages.keyRoot() * DbPages.PAGE,
        "leaf", leaves[leaves.length / 2] * DbPages.PAGE,
        "last leaf", leaves[leaves.length - 1] * DbPages.PAGE,
        "inline page", pages.bucketHeader("meta") + 16);
  }
}
