package io.drydock.formats.mvcc.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RealBackends;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.CompactionRule;
import io.drydock.formats.mvcc.NaiveStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MvccCheckTest {

  private static final String SUB_0 = "5f0000000000000000";

  @TempDir static Path folder;
  private static RealBackends backends;

  @BeforeAll
  static void setUp() {
    backends = new RealBackends(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data",
    "etcd-3.5.16-single, data",
    "etcd-3.5.30-single, data",
    "etcd-3.4.23-cluster3, m1",
    "etcd-3.4.23-cluster3, m2",
    "etcd-3.4.23-cluster3, m3",
    "etcd-3.5.16-cluster3, m2",
    "etcd-3.5.30-cluster3, m2",
    "prod-etcd-1, data",
    "etcd-3.6.14-single, data",
    "etcd-3.7.1-single, data",
    "etcd-3.6.14-cluster3, m1",
    "etcd-3.6.14-cluster3, m2",
    "etcd-3.6.14-cluster3, m3",
    "etcd-3.7.1-cluster3, m1",
    "etcd-3.7.1-cluster3, m2",
    "etcd-3.7.1-cluster3, m3",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data",
  })
  void realBackendsAreSound(String archive, String dir) throws Exception {
    try (var open = backends.open(archive, dir)) {
      MvccReport report = MvccCheck.of(open.view());
      assertEquals(List.of(), report.findings());
      assertTrue(report.records() > 100 && report.keys() > 50);
    }
  }

  @Test
  void whatAStoreDoesIsSoundBeforeAndAfterCompactions() throws Exception {
    for (int seed = 0; seed < 150; seed++) {
      var random = new Random(seed);
      NaiveStore store = NaiveStore.random(random, random.nextInt(200) + 1);
      assertEquals(List.of(), check(store.file()).findings(), "seed " + seed);
      long at = 1 + random.nextLong(store.current());
      for (CompactionRule rule : CompactionRule.values()) {
        NaiveStore after = store.compact(at, rule);
        assertEquals(List.of(), check(after.file()).findings(), "seed " + seed);
      }
    }
  }

  /**
   * One record over a sound store of {a: 2, 3; b: 4, deleted 5}, or one in the place of another.
   */
  @ParameterizedTest
  @CsvSource({
    // key, value, code, severity
    // The store goes on at 6; here is what may not follow.
    "00000000000000067f0000000000000000, 0a0163, MVCC-KEY, ERROR",
    "00000000000000065f00000000000000, 0a0163, MVCC-KEY, ERROR",
    "00000000000000065f0000000000000000, 0a0563, MVCC-VALUE, ERROR",
    "00000000000000065f0000000000000001, 0a0163100618062001, MVCC-SUB, ERROR",
    "00000000000000085f0000000000000000, 0a0163100818082001, MVCC-GAP, WARNING",
    "00000000000000065f0000000000000000, 0a0163100618072001, MVCC-MOD, ERROR",
    "00000000000000065f0000000000000000, 0a0163100618062002, MVCC-VERSION, ERROR",
    "00000000000000065f0000000000000000, 0a0161100218062004, MVCC-VERSION, ERROR",
    "00000000000000065f0000000000000000, 0a0161100318062003, MVCC-CREATE, ERROR",
    "00000000000000065f0000000000000000, 0a0162100418062001, MVCC-CREATE, WARNING",
    "00000000000000065f0000000000000000, 0a0162100718062001, MVCC-CREATE, ERROR",
    "00000000000000065f000000000000000074, 0a0162, MVCC-TOMBSTONE, WARNING",
    "00000000000000065f000000000000000074, 0a01611002, MVCC-TOMBSTONE, WARNING",
    "00000000000000065f0000000000000000, '', MVCC-EMPTY-KEY, INFO",
    "00000000000000065f000000000000000074, '', MVCC-EMPTY-KEY, ERROR",
    "00000000000000065f0000000000000000, 100618062001, MVCC-EMPTY-KEY, ERROR",
    "00000000000000065f0000000000000000, 0a01611002180620033009, MVCC-LEASE, WARNING",
  })
  void oneBadRecordIsOneFinding(String key, String value, String code, Severity severity)
      throws Exception {
    BackendFile file = smallStore().put(Bucket.KEY, Bytes.ofHex(key), Bytes.ofHex(value));
    MvccReport report = check(file);
    assertEquals(List.of(code), codes(report), report.findings()::toString);
    assertEquals(severity, report.findings().getFirst().severity());
    assertEquals(1, report.counts().get(code));
    assertEquals(severity == Severity.INFO, report.isSound());
  }

  @Test
  void aFindingPointsAtItsBytes() throws Exception {
    Bytes key = Bytes.ofHex("0000000000000006" + SUB_0);
    BackendFile file = smallStore().put(Bucket.KEY, key, Bytes.ofHex("0a0163100618072001"));
    try (var open = file.open(folder.resolve("db"))) {
      Finding finding = MvccCheck.of(open.view()).findings().getFirst();
      Bytes found = open.source().bytes(finding.at().offset(), (int) finding.at().length());
      assertEquals(key.toHex() + "0a0163100618072001", found.toHex());
    }
  }

  @ParameterizedTest
  @CsvSource({
    // finished, scheduled, code, severity
    "4, 4, MVCC-LEFTOVER, WARNING", // the first put of a is below the second
    "2, 4, MVCC-LEFTOVER, INFO",
    "4, 3, MVCC-MARKS, WARNING",
  })
  void whatCompactionLeftIsFound(long finished, long scheduled, String code, Severity severity)
      throws Exception {
    MvccReport report = check(smallStore().compacted(scheduled, finished));
    assertEquals(code, codes(report).getFirst());
    assertEquals(severity, report.findings().getFirst().severity());
  }

  @Test
  void aTombstoneBelowTheCompactionIsALeftoverOneAtItIsNot() throws Exception {
    var store = new NaiveStore().put(2, "a", "").put(3, "b", "").delete(4, Bytes.ofUtf8("b"));
    store.put(5, "c", "");
    BackendFile file = store.file().remove(Bucket.KEY, Bytes.ofHex("0000000000000003" + SUB_0));
    assertEquals(List.of(), codes(check(file.compacted(4, 4))));
    assertEquals(List.of("MVCC-LEFTOVER"), codes(check(file.compacted(5, 5))));
  }

  @Test
  void afterACompactionTheOldestKeptPutMayBeAnyOfItsGeneration() throws Exception {
    Bytes key = Bytes.ofHex("0000000000000009" + SUB_0);
    for (String good : new String[] {"0a0161100218092008", "0a0161100918092001"}) {
      var file = new BackendFile().put(Bucket.KEY, key, Bytes.ofHex(good)).compacted(9, 9);
      assertEquals(List.of(), codes(check(file)));
    }
    for (String bad : new String[] {"0a0161100218092009", "0a016110021809", "0a01611802", ""}) {
      var file = new BackendFile().put(Bucket.KEY, key, Bytes.ofHex(bad)).compacted(9, 9);
      assertEquals(1 + (bad.equals("0a01611802") ? 1 : 0), check(file).findings().size());
    }
  }

  @Test
  void referencesBetweenTheSmallBucketsAreFollowed() throws Exception {
    BackendFile file =
        smallStore()
            .put(Bucket.AUTH, Bytes.ofUtf8("authEnabled"), Bytes.ofHex("01"))
            .put(Bucket.AUTH_USERS, Bytes.ofUtf8("u"), Bytes.ofHex("0a0175 1a0172"))
            .put(Bucket.ALARM, Bytes.ofHex("08071001"), Bytes.EMPTY)
            .put(Bucket.MEMBERS, Bytes.ofUtf8("8"), Bytes.ofUtf8("{\"id\":8,\"peerURLs\":[]}"))
            .put(Bucket.MEMBERS_REMOVED, Bytes.ofUtf8("8"), Bytes.ofUtf8("removed"))
            .put(Bucket.LEASE, Bytes.ofHex("0000000000000004"), Bytes.ofHex("0805"));
    assertEquals(
        List.of("ALARM-MEMBER", "AUTH-ROLE", "AUTH-ROOT", "BACKEND-ROW", "MEMBER-REMOVED"),
        List.copyOf(check(file).counts().keySet()));
    file.put(Bucket.AUTH_USERS, Bytes.ofUtf8("root"), Bytes.ofHex("0a04726f6f74 1a04726f6f74"))
        .put(Bucket.AUTH_ROLES, Bytes.ofUtf8("root"), Bytes.ofHex("0a04726f6f74"))
        .put(Bucket.AUTH_ROLES, Bytes.ofUtf8("r"), Bytes.ofHex("0a0172"))
        .put(Bucket.MEMBERS, Bytes.ofUtf8("7"), Bytes.ofUtf8("{\"id\":7,\"peerURLs\":[]}"))
        .remove(Bucket.MEMBERS_REMOVED, Bytes.ofUtf8("8"))
        .remove(Bucket.LEASE, Bytes.ofHex("0000000000000004"));
    assertEquals(List.of(), check(file).findings());
  }

  @Test
  void findingsAreListedUpToALimitAndCountedBeyond() throws Exception {
    var file = new BackendFile();
    for (int i = 0; i < 250; i++) {
      file.put(Bucket.KEY, Bytes.ofHex("%016x%s".formatted(i + 2, SUB_0)), Bytes.ofHex("0a"));
    }
    MvccReport report = check(file);
    assertEquals(MvccReport.MAX_LISTED, report.findings().size());
    assertEquals(250, report.counts().get("MVCC-VALUE"));
    assertEquals(0, report.records());
  }

  private static BackendFile smallStore() {
    var store = new NaiveStore().put(2, "a", "1").put(3, "a", "2").put(4, "b", "1");
    return store.delete(5, Bytes.ofUtf8("b")).file();
  }

  private static MvccReport check(BackendFile file) throws Exception {
    try (var open = file.open(folder.resolve("db"))) {
      return MvccCheck.of(open.view());
    }
  }

  private static List<String> codes(MvccReport report) {
    return report.findings().stream().map(Finding::code).toList();
  }
}
