package io.drydock.formats.v2store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapFileName;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.testing.RealDirectories;
import io.drydock.formats.testing.RealLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stores in the kept {@code .snap} files of etcd 3.5, 3.6 and 3.7. */
final class RealStoresTest {

  private static final Extent AT = new Extent("store", 0, 0);

  static List<Path> files() {
    return RealDirectories.files(SnapFileName.SUFFIX);
  }

  static List<Path> generatedFiles() {
    return files().stream().filter(path -> !isSaved(path)).toList();
  }

  /** Those that a file before, or the first entry of the log, leads to. */
  static List<Path> savedFilesInReach() {
    return files().stream().filter(RealStoresTest::isSaved).filter(p -> isInReach(p)).toList();
  }

  /** Those whose log goes back to its first entry: not of a member that joined by a snapshot. */
  static List<Path> generatedFilesWithTheirLog() {
    return generatedFiles().stream().filter(path -> log(path).containsKey(1L)).toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void storeIsSoundAndItsBytesComeBack(Path path) throws Exception {
    try (var source = ByteSource.map(path)) {
      SnapFile file = SnapReader.read(source);
      V2Store store = V2Store.read(file.storeView(), file.storeAt());

      assertEquals(file.store(), store.encode());
      assertEquals(List.of(), V2Check.check(file.storeView(), file.storeAt()));
      assertTrue(isSaved(path) || V2Content.custom(store).isEmpty());
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

    assertEquals(store.encode(), generated.encode(), path::toString);
  }

  /** From the file before, or from nothing when the log reaches back to its first entry. */
  @ParameterizedTest
  @MethodSource("savedFilesInReach")
  void savedStoreFollowsFromTheLog(Path path) throws Exception {
    Optional<Path> before = fileBefore(path);
    long first = before.map(other -> index(other) + 1).orElse(1L);
    V2Store start = before.isPresent() ? read(before.get()) : V2Store.empty();
    var replay = new V2Replay(start, rules(path), AT);
    log(path)
        .subMap(first, index(path) + 1)
        .values()
        .forEach(entry -> replay.apply(entry.payload()));
    V2Store saved = read(path);

    assertEquals(comparable(saved, saved), comparable(replay.store(), saved));
  }

  @ParameterizedTest
  @MethodSource("generatedFilesWithTheirLog")
  void membershipFollowsFromTheLog(Path path) throws Exception {
    var replay = new V2Replay(V2Store.empty(), V2Rules.SINCE_3_6, AT);
    log(path).headMap(index(path) + 1).values().stream()
        .map(RealLog.Item::payload)
        .forEach(replay::apply);
    V2Cluster saved = V2Cluster.of(read(path), AT);

    assertEquals(saved, V2Cluster.of(replay.store(), AT));
    assertEquals(withoutNames(saved.membership()), withoutNames(replay.membership()));
  }

  /** Up to 3.5 the store is saved as it is; from 3.6 on it is made up for the file. */
  private static boolean isSaved(Path path) {
    return clusterVersion(path).startsWith("3.4.") || clusterVersion(path).startsWith("3.5.");
  }

  private static V2Rules rules(Path path) {
    return clusterVersion(path).startsWith("3.4.") ? V2Rules.ETCD_3_4 : V2Rules.ETCD_3_5;
  }

  private static boolean isInReach(Path path) {
    return log(path).containsKey(fileBefore(path).map(other -> index(other) + 1).orElse(1L));
  }

  private static Optional<Path> fileBefore(Path path) {
    try {
      return SnapDirectory.list(path.getParent()).raftSnapshots().stream()
          .map(SnapItem::path)
          .filter(other -> Long.compareUnsigned(index(other), index(path)) < 0)
          .findFirst();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static SortedMap<Long, RealLog.Item> log(Path path) {
    try {
      return RealLog.read(path.resolveSibling("../wal"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String clusterVersion(Path path) {
    try {
      return V2Cluster.of(read(path), AT).clusterVersion().orElseThrow();
    } catch (IOException | FormatException failure) {
      throw new AssertionError(failure);
    }
  }

  private static long index(Path path) {
    String name = path.getFileName().toString();
    return SnapFileName.parse(name).orElseThrow().position().index();
  }

  private static V2Store read(Path path) throws IOException, FormatException {
    try (var source = ByteSource.map(path)) {
      SnapFile file = SnapReader.read(source);
      return V2Store.read(file.storeView(), file.storeAt());
    }
  }

  private static long createdIndex(V2Store store, MemberId id) {
    return store.node(V2Cluster.memberPath(id)).map(V2Node::createdIndex).orElseThrow();
  }

  /** Without what the log does not tell: reads, and the seconds left by the server's clock. */
  private static String comparable(V2Store store, V2Store saved) {
    store.stats().set(V2Stats.Counter.GETS_FAIL, 0);
    store.stats().set(V2Stats.Counter.GETS_SUCCESS, 0);
    return store.encode(saved.escapes()).toUtf8().replaceAll("\"ttl\":-?\\d+,", "");
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
