package io.drydock.formats.mvcc.usage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.Revision;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.NaiveStore;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySpaceUsageTest {

  private static final int PUT_BYTES = 16 + 17;
  private static final int TOMBSTONE_BYTES = 16 + 18;

  @TempDir Path folder;

  @Test
  void aSmallStoreByHand() throws Exception {
    var store = new NaiveStore();
    store.put(2, "/a/x", "12345").put(3, "/a/x", "123").put(4, "/a/y", "").put(5, "/b", "1");
    store.put(6, Bytes.ofUtf8("/a/z"), Bytes.ofUtf8("1234567"), 2).delete(7, Bytes.ofUtf8("/a/y"));
    // Message: key 2+n, create 2, mod 2, version 2, value 2+n (none when empty), lease 2.
    long live = 2 * PUT_BYTES + (6 + 6 + 5) + (6 + 6 + 9 + 2);
    long history = PUT_BYTES + (6 + 6 + 7) + PUT_BYTES + (6 + 6) + TOMBSTONE_BYTES + 6;
    KeySpaceUsage usage = usage(store, UsageQuery.byDepth(1));
    assertEquals(
        new PrefixUsage(Bytes.ofUtf8("/a/"), 2, live, 2, 1, history, 1, 10, 7, 7),
        usage.prefixes().getLast());
    assertEquals(Bytes.ofUtf8("/"), usage.prefixes().getFirst().prefix());
    assertEquals(3, usage.total().liveKeys());
    assertEquals(5, usage.prefixes().getLast().meanValueBytes());
    assertEquals(5, usage.prefixes().getLast().records());
    assertEquals(Optional.empty(), usage.others());
  }

  @ParameterizedTest
  @CsvSource({
    "0, /registry/pods/ns/a, ''",
    "1, /registry/pods/ns/a, /registry/",
    "2, /registry/pods/ns/a, /registry/pods/",
    "3, /registry/pods/ns/a, /registry/pods/ns/",
    "9, /registry/pods/ns/a, /registry/pods/ns/",
    "1, registry/pods, registry/",
    "1, /a, /",
    "1, a, ''",
    "2, a//b, a//",
    "1, /, /",
  })
  void aKeyCountsUnderTheLongestPrefixThatTheDepthAllows(int depth, String key, String prefix)
      throws Exception {
    KeySpaceUsage usage = usage(new NaiveStore().put(2, key, "v"), UsageQuery.byDepth(depth));
    assertEquals(
        List.of(Bytes.ofUtf8(prefix)), usage.prefixes().stream().map(PrefixUsage::prefix).toList());
  }

  @Test
  void sumsEqualTheModel() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      var random = new Random(seed);
      NaiveStore store = NaiveStore.random(random, random.nextInt(200) + 1);
      int depth = random.nextInt(4);
      KeySpaceUsage usage = usage(store, UsageQuery.byDepth(depth));
      assertEquals(model(store, depth), usage.prefixes(), "seed " + seed);
      assertEquals(model(store, 0).getFirst(), usage.total(), "seed " + seed);
      assertEquals(topKeys(store), usage.topKeys(), "seed " + seed);
    }
  }

  @Test
  void prefixesBeyondTheLimitAreCountedTogether() throws Exception {
    NaiveStore store = NaiveStore.random(new Random(77), 300);
    var query = new UsageQuery(3, (byte) '/', KeyRange.ALL, 2, 0);
    KeySpaceUsage usage = usage(store, query);
    assertEquals(2, usage.prefixes().size());
    assertEquals(List.of(), usage.topKeys());
    long listed = usage.prefixes().stream().mapToLong(PrefixUsage::totalBytes).sum();
    PrefixUsage others = usage.others().orElseThrow();
    assertTrue(others.totalBytes() > 0);
    assertEquals(usage.total().totalBytes(), listed + others.totalBytes());
  }

  @Test
  void manyPrefixesGrowTheTable() throws Exception {
    var store = new NaiveStore();
    for (int i = 2; i < 1_500; i++) {
      store.put(i, i % 1_400 + "/k", "");
    }
    KeySpaceUsage usage = usage(store, UsageQuery.byDepth(1));
    assertEquals(1_400, usage.prefixes().size());
    assertEquals(1_498, usage.prefixes().stream().mapToLong(PrefixUsage::records).sum());
  }

  @Test
  void aRangeLimitsWhatIsCounted() throws Exception {
    var store = new NaiveStore().put(2, "/a/x", "1").put(3, "/b/x", "1").put(4, "/b/y", "1");
    var query = new UsageQuery(1, (byte) '/', KeyRange.prefix(Bytes.ofUtf8("/b/")), 10, 10);
    KeySpaceUsage usage = usage(store, query);
    assertEquals(2, usage.total().liveKeys());
    assertEquals(1, usage.prefixes().size());
    assertEquals(2, usage.topKeys().size());
  }

  private KeySpaceUsage usage(NaiveStore store, UsageQuery query) throws Exception {
    try (var open = store.file().open(folder.resolve("db"))) {
      return KeySpaceUsage.of(open.view(), query);
    }
  }

  private static List<PrefixUsage> model(NaiveStore store, int depth) {
    var sums = new TreeMap<Bytes, long[]>();
    var alive = store.aliveAt(store.current());
    for (NaiveStore.Change change : store.changes()) {
      long[] sum = sums.computeIfAbsent(prefix(change.key(), depth), prefix -> new long[9]);
      long bytes = bytes(change);
      boolean isAlive = change.equals(alive.get(change.key()));
      sum[8] = change.main();
      if (isAlive) {
        long valueBytes = change.message().getValue().size();
        sum[0]++;
        sum[1] += bytes;
        sum[5] += change.message().getLease() == 0 ? 0 : 1;
        sum[6] += valueBytes;
        sum[7] = Math.max(sum[7], valueBytes);
      } else {
        sum[change.at().tombstone() ? 3 : 2]++;
        sum[4] += bytes;
      }
    }
    return sums.entrySet().stream().map(e -> usage(e.getKey(), e.getValue())).toList();
  }

  private static PrefixUsage usage(Bytes prefix, long[] s) {
    return new PrefixUsage(prefix, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8]);
  }

  /** By cutting the text instead of counting bytes. */
  private static Bytes prefix(Bytes key, int depth) {
    String text = new String(key.toByteArray(), ISO_8859_1);
    String free = text.startsWith("/") && depth > 0 ? "/" : "";
    var prefix = new StringBuilder(free);
    String rest = text.substring(free.length());
    for (int i = 0; i < depth && rest.contains("/"); i++) {
      prefix.append(rest, 0, rest.indexOf('/') + 1);
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    return Bytes.adopt(prefix.toString().getBytes(ISO_8859_1));
  }

  private static List<KeyUsage> topKeys(NaiveStore store) {
    Map<Bytes, KeyUsage> byKey = new HashMap<>();
    Map<Bytes, Revision> newest = new HashMap<>();
    for (NaiveStore.Change change : store.changes()) {
      KeyUsage before = byKey.getOrDefault(change.key(), new KeyUsage(change.key(), 0, 0, false));
      long bytes = before.bytes() + bytes(change);
      boolean isAlive = !change.at().tombstone();
      byKey.put(change.key(), new KeyUsage(change.key(), before.records() + 1, bytes, isAlive));
      newest.put(change.key(), change.at().revision());
    }
    return byKey.values().stream()
        .sorted(
            Comparator.comparing(KeyUsage::bytes)
                .reversed()
                .thenComparing(usage -> newest.get(usage.key())))
        .limit(UsageQuery.DEFAULT_TOP_KEYS)
        .toList();
  }

  private static long bytes(NaiveStore.Change change) {
    int header = change.at().tombstone() ? TOMBSTONE_BYTES : PUT_BYTES;
    return header + change.message().getSerializedSize();
  }
}
