package io.drydock.formats.v2store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.Extent;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapFileName;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.testing.RealDirectories;
import io.drydock.formats.testing.RealLog;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stores in the kept {@code .snap} files of etcd 3.5, 3.6 and 3.7. */
final class RealStoresTest {

  private static final Extent AT = new Extent("store", 0, 0);

  /** The one file that a v2 store of etcd 3.5 was saved into; the others were generated. */
  private static final String SAVED_BY_3_5 = "0000000000000002-0000000000000065.snap";

  private static final String UPGRADED = "etcd-3.7.1-upgraded-3.5.30-3.6.14";

  static List<Path> files() {
    return RealDirectories.files(SnapFileName.SUFFIX);
  }

  static List<Path> generatedFiles() {
    return files().stream().filter(path -> !isSavedBy35(path)).toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void storeIsSoundAndItsBytesComeBack(Path path) throws Exception {
    try (var source = ByteSource.map(path)) {
      SnapFile file = SnapReader.read(source);
      V2Store store = V2Store.read(file.storeView(), file.storeAt());

      assertEquals(file.store(), store.encode());
      assertEquals(List.of(), V2Check.check(file.storeView(), file.storeAt()));
      assertEquals(List.of(), V2Content.custom(store));
    }
  }

  /** The order of the members is Go's, at random; everything else follows from the content. */
  @ParameterizedTest
  @MethodSource("generatedFiles")
  void generatorMakesTheSameBytes(Path path) throws Exception {
    V2Store store = read(path);
    V2Cluster cluster = V2Cluster.of(store, AT);
    List<MemberRecord> inOrder =
        cluster.membership().members().values().stream()
            .sorted(Comparator.comparing(member -> createdIndex(store, member.id())))
            .toList();
    V2Store generated = V2Generator.generate(inOrder, cluster);

    assertEquals(store.encode(), generated.encode());
  }

  @Test
  void replayOfTheLogMeetsTheSavedStore() throws Exception {
    Path member = RealDirectories.unpacked(UPGRADED).resolve("data/member");
    V2Store saved = read(member.resolve("snap").resolve(SAVED_BY_3_5));
    var replay = new V2Replay(V2Store.empty(), V2Rules.ETCD_3_5, AT);
    RealLog.read(member.resolve("wal")).headMap(0x66L).values().stream()
        .map(RealLog.Item::payload)
        .forEach(replay::apply);

    assertEquals(withoutReads(saved), withoutReads(replay.store()));
  }

  @ParameterizedTest
  @MethodSource("generatedFiles")
  void membershipFollowsFromTheLog(Path path) throws Exception {
    var name = SnapFileName.parse(path.getFileName().toString()).orElseThrow();
    var log = RealLog.read(path.resolveSibling("../wal"));
    if (log.firstKey() != 1) {
      return; // joined by a snapshot: the log does not reach back
    }
    var replay = new V2Replay(V2Store.empty(), V2Rules.SINCE_3_6, AT);
    log.headMap(name.position().index() + 1).values().stream()
        .map(RealLog.Item::payload)
        .forEach(replay::apply);
    V2Cluster saved = V2Cluster.of(read(path), AT);

    assertEquals(saved, V2Cluster.of(replay.store(), AT));
    assertEquals(withoutNames(saved.membership()), withoutNames(replay.membership()));
  }

  private static boolean isSavedBy35(Path path) {
    return path.endsWith(SAVED_BY_3_5) && path.toString().contains(UPGRADED);
  }

  private static V2Store read(Path path) throws Exception {
    try (var source = ByteSource.map(path)) {
      SnapFile file = SnapReader.read(source);
      return V2Store.read(file.storeView(), file.storeAt());
    }
  }

  private static long createdIndex(V2Store store, MemberId id) {
    return store.node(V2Cluster.memberPath(id)).map(V2Node::createdIndex).orElseThrow();
  }

  /** Reads count on the member that serves them, not in the log. */
  private static Bytes withoutReads(V2Store store) {
    store.stats().set(V2Stats.Counter.GETS_FAIL, 0);
    store.stats().set(V2Stats.Counter.GETS_SUCCESS, 0);
    return store.encode();
  }

  /** The name in the context of a bootstrap entry never reaches the store. */
  private static Membership withoutNames(Membership membership) {
    var bare =
        membership.members().values().stream()
            .map(member -> new MemberRecord(member.id(), member.raft(), MemberAttributes.EMPTY))
            .toList();
    return new Membership(Membership.of(bare).members(), membership.removed());
  }
}
