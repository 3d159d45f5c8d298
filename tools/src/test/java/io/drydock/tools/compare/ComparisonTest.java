package io.drydock.tools.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.testdata.Directories;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.compare.StoreComparison.Difference;
import io.drydock.tools.compare.StoreComparison.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of kept clusters against each other, and against what a test changes in them. */
class ComparisonTest {

  private static final String CLUSTER = "etcd-3.6.14-cluster3";

  @TempDir Path folder;

  private static StoreComparison stores(Path one, Path other, List<Difference> found)
      throws IOException, FormatException {
    try (ByteSource first = ByteSource.map(one);
        ByteSource second = ByteSource.map(other)) {
      return StoreComparison.of(
          BoltView.of(BoltFile.open(first)),
          BoltView.of(BoltFile.open(second)),
          (difference, a, b) -> found.add(difference));
    }
  }

  private static Path db(String member) {
    return Kept.directory(CLUSTER).resolve(member).resolve("member/snap/db");
  }

  private Path copyOfDb(String member) throws IOException {
    return Files.copy(db(member), folder.resolve(member + ".db"));
  }

  /** Where the value of the record of this ordinal lies, and of which revision it is. */
  private record Target(long offset, Revision revision) {}

  private static Target target(Path db, int ordinal) throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(db)) {
      KeyScan scan = KeyScan.of(BoltView.of(BoltFile.open(source)));
      while (scan.next() && (scan.ordinal() < ordinal || scan.isTombstone())) {
        continue;
      }
      return new Target(scan.at().end() - 1, scan.revision());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"m2", "m3"})
  void membersOfOneClusterAreTheSameWhereverTheyStopped(String other) throws Exception {
    var found = new ArrayList<Difference>();
    StoreComparison stores = stores(db("m1"), db(other), found);
    assertTrue(stores.isSame(), found.toString());
    assertTrue(stores.records() > 500, stores.toString());
    assertEquals(List.of(), found);
  }

  @Test
  void oneChangedByteIsOneDifferenceAtItsRevision() throws Exception {
    Path changed = copyOfDb("m3");
    Target target = target(changed, 300);
    try (var file = new RandomAccessFile(changed.toFile(), "rw")) {
      file.seek(target.offset());
      int value = file.read();
      file.seek(target.offset());
      file.write(value ^ 1);
    }
    var found = new ArrayList<Difference>();
    StoreComparison stores = stores(db("m1"), changed, found);
    assertEquals(List.of(new Difference(target.revision(), Kind.OTHER)), found);
    assertEquals(Optional.of(found.getFirst()), stores.first());
    assertEquals(1, stores.differences());
  }

  @Test
  void aMemberThatWasCompactedFartherIsTheSame() throws Exception {
    Path compacted = folder.resolve("compacted.db");
    Run run = Run.drydock("compact", db("m3"), "--keep", 5, "--out", compacted);
    assertEquals(ExitCode.OK, run.code(), run.err());
    var found = new ArrayList<Difference>();
    StoreComparison stores = stores(db("m1"), compacted, found);
    assertEquals(List.of(), found);
    assertTrue(stores.floor() > 600 && stores.records() > 10, stores.toString());
    StoreComparison behind = stores(db("m2"), compacted, found);
    assertTrue(behind.isWithoutOverlap(), behind.toString());
    assertTrue(behind.isSame());
  }

  private static LogComparison.Side log(EntryDigests digests, Path data) throws IOException {
    try (WalChain chain = WalChain.open(WalDirectory.list(data.resolve("member/wal")).segments())) {
      var replay = new LogReplay();
      while (chain.advance()) {
        digests.add(chain.cursor());
        replay.add(chain.ordinal(), chain.cursor());
      }
      return new LogComparison.Side(digests, replay.commit());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"etcd-3.4.23-cluster3", "etcd-3.5.30-cluster3", CLUSTER, "etcd-3.7.1-cluster3"})
  void logsOfOneClusterAreTheSame(String cluster) throws IOException {
    Path folder = Kept.directory(cluster);
    try (var one = new EntryDigests();
        var two = new EntryDigests();
        var three = new EntryDigests()) {
      LogComparison.Side first = log(one, folder.resolve("m1"));
      LogComparison whole = LogComparison.of(first, log(two, folder.resolve("m2")));
      assertTrue(whole.isSame() && whole.compared() > 700, whole.toString());
      LogComparison joined = LogComparison.of(first, log(three, folder.resolve("m3")));
      assertTrue(joined.isSame() && joined.compared() > 300, joined.toString());
      assertTrue(joined.from() > 1, "m3 joined by a snapshot: " + joined);
    }
  }

  @Test
  void anotherEntryUnderACommittedIndexIsFound() throws Exception {
    Path data = Directories.copy(Kept.directory(CLUSTER).resolve("m2"), folder.resolve("m2"));
    rewrite(data, 600);
    try (var one = new EntryDigests();
        var other = new EntryDigests()) {
      LogComparison logs =
          LogComparison.of(
              log(one, Kept.directory(CLUSTER).resolve("m1")),
              new LogComparison.Side(other, log(other, data).committed()));
      assertEquals(OptionalLong.of(600), logs.firstDivergent());
    }
  }

  /** Writes another entry of this index behind the end, which replaces the one before. */
  static void rewrite(Path data, long index) throws Exception {
    WalDirectory wal = WalDirectory.list(data.resolve("member/wal"));
    try (WalWriter writer = WalWriter.resume(wal)) {
      Entry entry =
          RaftMessages.entry(
              EntryType.EntryNormal,
              new LogPosition(9, index),
              Optional.of(Bytes.ofUtf8("another")));
      writer.append(Optional.empty(), List.of(entry));
      writer.sync();
    }
  }

  @Test
  void whatReplacesAnEntryTakesAllBehindItAway() throws Exception {
    Path data = Directories.copy(Kept.directory(CLUSTER).resolve("m2"), folder.resolve("m2"));
    rewrite(data, 600);
    try (var digests = new EntryDigests()) {
      log(digests, data);
      assertEquals(600, digests.last());
      assertTrue(digests.has(600) && digests.has(599) && !digests.has(601));
    }
  }
}
