package io.drydock.formats.wal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.check.WalCheck;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalWriterTest {

  private static final Metadata OWNER = Metadata.newBuilder().setNodeID(1).setClusterID(2).build();
  private static final long SMALL = 1000;

  @TempDir Path folder;
  private Path wal;

  @BeforeEach
  void name() {
    wal = folder.resolve("wal");
  }

  @Test
  void createdWalIsASegmentOfZerosBehindItsHead() throws Exception {
    WalWriter.create(wal, OWNER).close();
    var directory = WalDirectory.list(wal);
    assertEquals(WalSegment.NOMINAL_BYTES, directory.segments().getFirst().bytes());
    assertEquals(List.of(4L, 1L, 5L), types());
    assertEquals(List.of(), findings());
    assertFalse(Files.exists(folder.resolve("wal.tmp")));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(wal)));
    Path first = directory.segments().getFirst().path();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(first)));
  }

  @Test
  void creationIsOneRenameOfADurableFolder() throws Exception {
    var files = new FailingFiles(FailingFiles.NEVER);
    WalWriter.create(files, wal, SMALL, OWNER).close();
    assertEquals(
        List.of(
            "delete folder wal.tmp",
            "create folder wal.tmp",
            "create 0000000000000000-0000000000000000.wal",
            "write",
            "sync",
            "sync folder wal.tmp",
            "rename wal.tmp wal",
            "sync folder " + folder.getFileName()),
        files.done());
  }

  @Test
  void nothingThatIsThereIsOverwritten() throws Exception {
    WalWriter.create(wal, OWNER).close();
    assertThrows(FileAlreadyExistsException.class, () -> WalWriter.create(wal, OWNER));
    Path other = Files.createDirectory(folder.resolve("other"));
    WalWriter.create(other, OWNER).close();
    assertEquals(1, WalDirectory.list(other).segments().size());
  }

  @Test
  void batchIsOneWriteAndOneSync() throws Exception {
    var files = new FailingFiles(FailingFiles.NEVER);
    try (var writer = WalWriter.create(files, wal, 1 << 20, OWNER)) {
      files.done().clear();
      writer.append(state(1, 0), List.of(entry(1, 1, 10), entry(1, 2, 10)));
      assertEquals(List.of("write", "sync"), files.done());
      files.done().clear();
      writer.append(state(1, 2), List.of());
      assertEquals(List.of("write"), files.done());
      writer.append(state(2, 2), List.of());
      writer.append(RaftMessages.walSnapshot(new LogPosition(1, 2), Optional.empty()));
      writer.sync();
      assertEquals(List.of("write", "write", "sync", "write", "sync", "sync"), files.done());
    }
    assertEquals(List.of(4L, 1L, 5L, 2L, 2L, 3L, 3L, 3L, 5L), types());
  }

  @Test
  void stateWithoutAnyValueIsNotWritten() throws Exception {
    try (var writer = WalWriter.create(wal, OWNER)) {
      writer.append(Optional.of(RaftMessages.hardState(0, 0, 0)), List.of(entry(1, 1, 1)));
    }
    assertEquals(List.of(4L, 1L, 5L, 2L), types());
  }

  @Test
  void cutEndsTheSegmentAndRepeatsTheState() throws Exception {
    var files = new FailingFiles(FailingFiles.NEVER);
    try (var writer = WalWriter.create(files, wal, SMALL, OWNER)) {
      files.done().clear();
      writer.append(state(1, 0), List.of(entry(1, 1, 1200)));
      assertEquals(
          List.of(
              "write",
              "truncate",
              "sync",
              "create 0.tmp",
              "write",
              "sync",
              "rename 0.tmp 0000000000000001-0000000000000002.wal",
              "sync folder wal"),
          files.done());
      writer.append(Optional.empty(), List.of(entry(1, 2, 1200)));
      assertTrue(files.done().contains("create 1.tmp"));
      assertEquals("0000000000000002-0000000000000003.wal", writer.segment().toString());
    }
    assertEquals(List.of(4L, 1L, 5L, 2L, 3L, 4L, 1L, 3L, 2L, 4L, 1L, 3L), types());
    assertEquals(List.of(), findings());
  }

  @Test
  void cutBeforeAnyStateRepeatsNone() throws Exception {
    try (var writer = WalWriter.create(new DiskFiles(), wal, SMALL, OWNER)) {
      writer.append(RaftMessages.walSnapshot(new LogPosition(1, 9), Optional.empty()));
      writer.cut();
      assertEquals("0000000000000001-000000000000000a.wal", writer.segment().toString());
    }
    assertEquals(List.of(4L, 1L, 5L, 5L, 4L, 1L), types());
  }

  @Test
  void resumedWriterGoesOnInTheSameSegment() throws Exception {
    try (var writer = WalWriter.create(new DiskFiles(), wal, SMALL, OWNER)) {
      writer.append(state(3, 0), List.of(entry(3, 1, 100)));
    }
    var directory = WalDirectory.list(wal);
    try (var writer = WalWriter.resume(new DiskFiles(), directory, SMALL)) {
      writer.append(state(3, 2), List.of(entry(3, 2, 1200)));
      assertEquals("0000000000000001-0000000000000003.wal", writer.segment().toString());
    }
    assertEquals(List.of(), findings());
    assertEquals(List.of(1L, 2L), indexes());
  }

  @Test
  void staleBytesAreMadeZerosWhenWritingGoesOn() throws Exception {
    WalWriter.create(new DiskFiles(), wal, SMALL, OWNER).close();
    Path first = WalDirectory.list(wal).segments().getFirst().path();
    byte[] bytes = Files.readAllBytes(first);
    bytes[900] = 1;
    Files.write(first, bytes);
    assertEquals(List.of("WAL-STALE-BYTES"), findings());
    WalWriter.resume(new DiskFiles(), WalDirectory.list(wal), SMALL).close();
    assertEquals(List.of(), findings());
    assertEquals(SMALL, Files.size(first));
  }

  @Test
  void tornEndMustBeRepairedFirst() throws Exception {
    long end;
    try (var writer = WalWriter.create(new DiskFiles(), wal, SMALL, OWNER)) {
      writer.append(state(3, 0), List.of(entry(3, 1, 100)));
      end = writer.offset();
    }
    Path last = WalDirectory.list(wal).segments().getLast().path();
    Files.write(last, Arrays.copyOf(Files.readAllBytes(last), (int) end - 5));
    var directory = WalDirectory.list(wal);
    assertThrows(
        CorruptFileException.class, () -> WalWriter.resume(new DiskFiles(), directory, SMALL));
  }

  @Test
  void segmentThatIsBeingWrittenIsLocked() throws Exception {
    try (var writer = WalWriter.create(wal, OWNER)) {
      var directory = WalDirectory.list(wal);
      var refused = assertThrows(IOException.class, () -> WalWriter.resume(directory));
      assertTrue(refused.getMessage().contains("locked"), refused::getMessage);
      assertEquals(0, writer.segment().sequence());
    }
  }

  /** After each operation the process dies; then the WAL is read, and a new writer goes on. */
  @Test
  void killedAtAnyOperationNothingDurableIsLostAndNothingIsDamaged() throws Exception {
    int operations = 0;
    boolean isDone = false;
    while (!isDone) {
      wal = folder.resolve("wal" + operations);
      var files = new FailingFiles(operations);
      var durable = new ArrayList<Long>();
      isDone = writeUntilKilled(files, durable);
      judge(operations, durable);
      operations++;
    }
    assertTrue(operations > 50, operations + " operations");
  }

  private boolean writeUntilKilled(WalFiles files, List<Long> durable) throws IOException {
    WalWriter writer;
    try {
      writer = WalWriter.create(files, wal, SMALL, OWNER);
    } catch (IOException killed) {
      return false;
    }
    try (writer) {
      for (long index = 1; index <= 12; index++) {
        writer.append(state(1, index - 1), List.of(entry(1, index, 300)));
        durable.add(index);
      }
      writer.append(RaftMessages.walSnapshot(new LogPosition(1, 5), Optional.empty()));
      return true;
    } catch (IOException killed) {
      assertThrows(IllegalStateException.class, () -> writer.append(state(2, 0), List.of()));
      return false;
    }
  }

  private void judge(int operations, List<Long> durable) throws Exception {
    if (!Files.exists(wal)) {
      assertEquals(List.of(), durable, "killed at " + operations);
      return;
    }
    var found = new ArrayList<Finding>();
    WalCheck.run(WalDirectory.list(wal), WalCheck.Mode.STOPPED, found::add);
    assertTrue(
        found.stream().noneMatch(one -> one.severity() == Severity.ERROR),
        "killed at " + operations + ": " + found);
    List<Long> read = indexes();
    assertEquals(durable, read.subList(0, durable.size()), "killed at " + operations);
    assertTrue(read.size() <= durable.size() + 1);
    if (found.stream().noneMatch(one -> one.code().equals("WAL-TORN"))) {
      try (var on = WalWriter.resume(new DiskFiles(), WalDirectory.list(wal), SMALL)) {
        on.append(state(2, 0), List.of(entry(2, read.size() + 1, 900)));
      }
      assertEquals(read.size() + 1, indexes().size());
    }
  }

  private static Optional<HardState> state(long term, long commit) {
    return Optional.of(RaftMessages.hardState(term, 1, commit));
  }

  private static Entry entry(long term, long index, int bytes) {
    byte[] payload = new byte[bytes];
    Arrays.fill(payload, (byte) index);
    return RaftMessages.entry(
        EntryType.EntryNormal, new LogPosition(term, index), Optional.of(Bytes.adopt(payload)));
  }

  private List<String> findings() throws IOException {
    var codes = new ArrayList<String>();
    WalCheck.run(
        WalDirectory.list(wal), WalCheck.Mode.STOPPED, finding -> codes.add(finding.code()));
    return codes;
  }

  private List<Long> types() throws IOException {
    var types = new ArrayList<Long>();
    try (var chain = WalChain.open(WalDirectory.list(wal).segments())) {
      while (chain.advance()) {
        types.add(chain.cursor().type());
      }
    }
    return types;
  }

  private List<Long> indexes() throws IOException {
    var indexes = new ArrayList<Long>();
    try (var chain = WalChain.open(WalDirectory.list(wal).segments())) {
      while (chain.advance()) {
        if (chain.cursor().type() == WalEnvelope.ENTRY) {
          indexes.add(chain.cursor().entryIndex());
        }
      }
    }
    return indexes;
  }
}
