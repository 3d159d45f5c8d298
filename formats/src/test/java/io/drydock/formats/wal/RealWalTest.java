package io.drydock.formats.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Located;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.walpb.Record;
import io.drydock.formats.proto.walpb.Snapshot;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Testdata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every WAL in the kept directories of real etcd. */
final class RealWalTest {

  @TempDir static Path folder;

  private static final List<Path> WALS = new ArrayList<>();

  @BeforeAll
  static void unpack() throws IOException {
    for (Path archive : Testdata.archives()) {
      Path unpacked = Archive.unpack(archive, folder);
      try (Stream<Path> all = Files.walk(unpacked)) {
        all.filter(path -> path.endsWith("member/wal")).sorted().forEach(WALS::add);
      }
    }
    assertFalse(WALS.isEmpty());
  }

  @Test
  void everyWalIsReadToItsPreallocatedEnd() throws IOException {
    for (Path wal : WALS) {
      try (var chain = WalChain.open(WalDirectory.list(wal).segments())) {
        while (chain.advance()) {
          assertTrue(chain.cursor().isDecoded(), () -> chain.cursor().at().toString());
          assertTrue(chain.cursor().isFrameCanonical(), () -> chain.cursor().at().toString());
          assertFalse(chain.cursor().hasUnknownFields(), () -> chain.cursor().at().toString());
        }
        assertInstanceOf(WalTail.PreallocatedTail.class, chain.tail().orElseThrow());
        assertEquals(chain.segments().size() - 1, chain.ordinal());
      }
    }
  }

  @Test
  void everyFieldIsTheOneThatTheGeneratedMessagesRead() throws IOException {
    for (Path wal : WALS) {
      try (var chain = WalChain.open(WalDirectory.list(wal).segments())) {
        for (var next = chain.next(); next.isPresent(); next = chain.next()) {
          compare(next.get().value());
        }
      }
    }
  }

  @Test
  void everyRecordIsEncodedAgainByteForByte() throws IOException {
    for (Path wal : WALS) {
      var directory = WalDirectory.list(wal);
      var encoder = new WalEncoder(0);
      try (var chain = WalChain.open(directory.segments())) {
        for (var next = chain.next(); next.isPresent(); next = chain.next()) {
          encoder.append(next.get().value());
          var frames = encoder.drain();
          byte[] again = new byte[frames.remaining()];
          frames.get(again);
          assertArrayEquals(frame(next.get()), again, next.get().at()::toString);
        }
      }
    }
  }

  @Test
  void entriesStatesAndTheLastIndexAreThoseOfASimpleReader() throws IOException {
    var counts = new ArrayList<String>();
    for (Path wal : fixedWals()) {
      long entries = 0;
      long states = 0;
      long last = 0;
      try (var chain = WalChain.open(WalDirectory.list(wal).segments())) {
        while (chain.advance()) {
          entries += chain.cursor().type() == WalEnvelope.ENTRY ? 1 : 0;
          states += chain.cursor().type() == WalEnvelope.STATE ? 1 : 0;
          last = chain.cursor().type() == WalEnvelope.ENTRY ? chain.cursor().entryIndex() : last;
        }
      }
      counts.add(folder.relativize(wal) + " " + entries + " " + states + " " + last);
    }
    assertEquals(
        List.of(
            "etcd-3.6.14-cluster3/m1/member/wal 728 726 728",
            "etcd-3.6.14-cluster3/m2/member/wal 727 726 727",
            "etcd-3.6.14-cluster3/m3/member/wal 405 406 728",
            "etcd-3.6.14-single/data/member/wal 1539 1540 1539",
            "etcd-3.7.1-cluster3/m1/member/wal 776 774 776",
            "etcd-3.7.1-cluster3/m2/member/wal 775 773 775",
            "etcd-3.7.1-cluster3/m3/member/wal 448 449 776",
            "etcd-3.7.1-single/data/member/wal 1498 1500 1498",
            "etcd-3.7.1-upgraded-3.5.30-3.6.14/data/member/wal 424 426 424"),
        counts);
  }

  @Test
  void replayTellsTheStateThatEachMemberWasLeftIn() throws IOException {
    var told = new ArrayList<String>();
    for (Path wal : fixedWals()) {
      try (var chain = WalChain.open(WalDirectory.list(wal).segments())) {
        var replay = LogReplay.of(chain);
        var snapshot = replay.newestSnapshot().orElseThrow();
        assertEquals(replay.snapshots(), replay.validSnapshots());
        var spans = replay.fates().spans();
        told.add(
            "%s term %d commit %d snapshot %s, log %d to %d"
                .formatted(
                    folder.relativize(wal.getParent().getParent()),
                    replay.state().orElseThrow().term(),
                    replay.commit(),
                    snapshot.position(),
                    spans.getFirst().first(),
                    spans.getLast().last()));
      }
    }
    assertEquals(
        List.of(
            "etcd-3.6.14-cluster3/m1 term 2 commit 727 snapshot 2/707, log 708 to 728",
            "etcd-3.6.14-cluster3/m2 term 2 commit 726 snapshot 2/707, log 708 to 727",
            "etcd-3.6.14-cluster3/m3 term 2 commit 727 snapshot 2/727, log 728 to 728",
            "etcd-3.6.14-single/data term 3 commit 1539 snapshot 2/1407, log 1408 to 1539",
            "etcd-3.7.1-cluster3/m1 term 2 commit 775 snapshot 2/707, log 708 to 776",
            "etcd-3.7.1-cluster3/m2 term 2 commit 774 snapshot 2/707, log 708 to 775",
            "etcd-3.7.1-cluster3/m3 term 2 commit 775 snapshot 2/732, log 733 to 776",
            "etcd-3.7.1-single/data term 3 commit 1498 snapshot 2/1407, log 1408 to 1498",
            "etcd-3.7.1-upgraded-3.5.30-3.6.14/data term 4 commit 424 snapshot 4/404, log 405 to"
                + " 424"),
        told);
  }

  /** Directories that are never made anew: what is in them can be told by number. */
  private static List<Path> fixedWals() {
    return WALS.stream()
        .filter(wal -> folder.relativize(wal).toString().matches("etcd-3\\.[67]\\..*"))
        .toList();
  }

  private static void compare(WalRecord record) throws IOException {
    var message = Record.parseFrom(record.envelope().messageView().asByteBuffer());
    assertEquals(message.getType(), record.envelope().type());
    assertEquals(message.getCrc(), record.envelope().crc());
    assertEquals(message.hasData(), record.envelope().hasData());
    switch (record) {
      case WalRecord.CrcRecord it -> assertFalse(it.envelope().hasData());
      case WalRecord.MetadataRecord it -> {
        var metadata = Metadata.parseFrom(message.getData());
        assertEquals(metadata.getNodeID(), it.nodeId());
        assertEquals(metadata.getClusterID(), it.clusterId());
      }
      case WalRecord.EntryRecord it -> {
        assertEquals(it.message().getType().getNumber(), it.entryType());
        assertEquals(it.message().getTerm(), it.term());
        assertEquals(it.message().getIndex(), it.index());
        assertEquals(it.message().getData(), it.payloadBytes().toByteString());
      }
      case WalRecord.HardStateRecord it -> {
        var state = HardState.parseFrom(message.getData());
        assertEquals(state.getTerm(), it.term());
        assertEquals(state.getVote(), it.vote());
        assertEquals(state.getCommit(), it.commit());
      }
      case WalRecord.SnapshotRecord it -> {
        var snapshot = Snapshot.parseFrom(message.getData());
        assertEquals(snapshot.getIndex(), it.position().index());
        assertEquals(snapshot.getTerm(), it.position().term());
        assertEquals(
            snapshot.hasConfState() ? Optional.of(snapshot.getConfState()) : Optional.empty(),
            it.confState());
      }
      case WalRecord.UnknownRecord it -> throw new AssertionError(it.toString());
    }
  }

  private static byte[] frame(Located<WalRecord> record) throws IOException {
    try (var file = Files.newByteChannel(Path.of(record.at().file()))) {
      var frame = ByteBuffer.allocate((int) record.at().length());
      file.position(record.at().offset());
      while (frame.hasRemaining() && file.read(frame) >= 0) {
        continue;
      }
      return frame.array();
    }
  }
}
