package io.drydock.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalReader;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.node.raft.RaftConfig;
import io.drydock.node.raft.RawNode;
import io.drydock.node.raft.Ready;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class StorageBootTest {

  private static final String ADVICE =
      "; `drydock fsck` on the data directory says what can be done";

  @TempDir Path folder;
  private StorageOptions options;

  @BeforeEach
  void name() throws IOException {
    options = Folders.small(folder);
  }

  @Test
  void aNewLogHoldsTheFirstMembersAndIsFoundAgain() throws Exception {
    assertEquals(Optional.empty(), boot().look());
    try (RaftStorage storage = boot().create(Folders.bootstrap()).storage()) {
      assertEquals(1, storage.log().lastIndex());
    }
    Booted found = Folders.open(options);
    try (RaftStorage storage = found.storage()) {
      assertEquals(Folders.SELF, found.member());
      assertEquals(Folders.bootstrap().cluster(), found.cluster());
      assertEquals(RaftMessages.hardState(1, 0, 1), found.hardState());
      assertEquals(Folders.bootstrap().entries(), storage.log().entries(1, 2, 1 << 20));
      assertEquals(List.of(), found.notes());
    }
    assertEquals(List.of(), Folders.errors(options.walFolder()));
  }

  @Test
  void firstEntriesAddEachMemberInTheOrderOfIds() throws Exception {
    var one = member(2, "http://b:2380", "b");
    var other = member(1, "http://a:2380", "a");
    List<Entry> entries = new Bootstrap(new MemberId(1), List.of(one, other)).entries();
    assertEquals(List.of(1L, 2L), entries.stream().map(Entry::getIndex).toList());
    assertEquals(List.of(1L, 1L), entries.stream().map(Entry::getTerm).toList());
    var first = ConfChange.parseFrom(entries.getFirst().getData());
    assertEquals(1, first.getNodeId());
    assertEquals(
        "{\"id\":1,\"peerURLs\":[\"http://a:2380\"],\"name\":\"a\"}",
        first.getContext().toStringUtf8());
    assertThrows(
        IllegalArgumentException.class, () -> new Bootstrap(new MemberId(3), List.of(one)));
  }

  @Test
  void aLogWithoutItsFirstEntriesIsBegunAgain() throws Exception {
    var metadata =
        Metadata.newBuilder()
            .setNodeID(Folders.SELF.value())
            .setClusterID(Folders.bootstrap().cluster().value())
            .build();
    WalWriter.create(options.walFolder(), metadata).close();
    FoundLog blank = boot().look().orElseThrow();
    assertTrue(blank.isBlank());
    boot().create(Folders.bootstrap(), blank).storage().close();
    assertFalse(boot().look().orElseThrow().isBlank());
  }

  @Test
  void aBlankLogOfAnotherMemberIsRefused() throws Exception {
    var metadata = Metadata.newBuilder().setNodeID(1).setClusterID(2).build();
    WalWriter.create(options.walFolder(), metadata).close();
    FoundLog blank = boot().look().orElseThrow();
    assertRefused(
        "it was made for another member or cluster",
        () -> boot().create(Folders.bootstrap(), blank));
  }

  @Test
  void aLogThatIsThereIsNotReplaced() throws Exception {
    create();
    FoundLog log = boot().look().orElseThrow();
    assertRefused("there is a log already", () -> boot().create(Folders.bootstrap(), log));
  }

  @Test
  void anEmptyFolderHasNoLog() throws Exception {
    Files.createDirectory(options.walFolder());
    assertEquals(Optional.empty(), boot().look());
    create();
  }

  @Test
  void theLastEntriesOfEachIndexCountBehindTheNewestSnapshot() throws Exception {
    try (RaftStorage storage = boot().create(Folders.bootstrap()).storage()) {
      save(storage, 2, 1, entry(2, 2), entry(2, 3), entry(2, 4));
      save(storage, 2, 3);
      Folders.save(storage, snapshot(2, 3));
      save(storage, 3, 3, entry(3, 4), entry(3, 5));
    }
    Booted found = Folders.open(options);
    try (RaftStorage storage = found.storage()) {
      assertEquals(Optional.of(snapshot(2, 3)), found.snapshot());
      assertEquals(3, found.fromSnapshot().appliedIndex());
      assertEquals(4, storage.log().firstIndex());
      assertEquals(List.of(entry(3, 4), entry(3, 5)), storage.log().entries(4, 6, Long.MAX_VALUE));
    }
  }

  @Test
  void whatWasReplacedDoesNotComeBackBehindALaterSnapshot() throws Exception {
    try (RaftStorage storage = boot().create(Folders.bootstrap()).storage()) {
      save(storage, 2, 1, entry(2, 2), entry(2, 3), entry(2, 4));
      save(storage, 3, 1, entry(3, 2), entry(3, 3));
      save(storage, 3, 3);
      Folders.save(storage, snapshot(3, 3));
    }
    try (RaftStorage storage = Folders.open(options).storage()) {
      assertEquals(3, storage.log().lastIndex());
    }
  }

  @Test
  void aCommitAloneIsWrittenWithWhatComesNext() throws Exception {
    try (RaftStorage storage = boot().create(Folders.bootstrap()).storage()) {
      save(storage, 2, 1, entry(2, 2), entry(2, 3));
      long before = commits().size();
      save(storage, 2, 2);
      save(storage, 2, 3);
      assertEquals(before, commits().size());
      storage.save(
          new Ready(
              Optional.empty(),
              Optional.empty(),
              List.of(entry(2, 4)),
              Optional.empty(),
              List.of(),
              List.of(),
              List.of(),
              true));
      assertEquals(3, commits().getLast());
      assertEquals(before + 1, commits().size());
      save(storage, 2, 4);
      storage.writeCommit();
      storage.writeCommit();
      assertEquals(4, commits().getLast());
      assertEquals(before + 2, commits().size());
    }
  }

  /** The commits of the states in the log, in order. */
  private List<Long> commits() throws Exception {
    List<Long> commits = new ArrayList<>();
    for (WalSegment each : WalDirectory.list(options.walFolder()).segments()) {
      try (ByteSource source = ByteSource.map(each.path())) {
        WalReader reader = WalReader.of(source, true);
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
          if (next.get().value() instanceof WalRecord.HardStateRecord state) {
            commits.add(state.commit());
          }
        }
      }
    }
    return commits;
  }

  @Test
  void aDamagedSnapshotIsSetAsideAndTheOneBeforeTaken() throws Exception {
    try (RaftStorage storage = boot().create(Folders.bootstrap()).storage()) {
      save(storage, 2, 1, entry(2, 2), entry(2, 3));
      save(storage, 2, 3);
      Folders.save(storage, snapshot(2, 2));
      Folders.save(storage, snapshot(2, 3));
    }
    Path newest = options.snapFolder().resolve("0000000000000002-0000000000000003.snap");
    overwrite(newest, 20, (byte) 0xff);
    Booted found = Folders.open(options);
    try (RaftStorage storage = found.storage()) {
      assertEquals(Optional.of(snapshot(2, 2)), found.snapshot());
      assertEquals(3, storage.log().firstIndex());
      assertEquals(1, found.notes().size());
      assertTrue(Files.exists(newest.resolveSibling(newest.getFileName() + ".broken")));
    }
  }

  @Test
  void aTornEndIsCutOffAndTheSegmentKept() throws Exception {
    try (RaftStorage storage = boot().create(Folders.bootstrap()).storage()) {
      save(storage, 2, 1, entry(2, 2));
    }
    long end = end();
    overwrite(segment(), end, (byte) 40);
    byte[] before = Files.readAllBytes(segment());
    Booted found = Folders.open(options);
    try (RaftStorage storage = found.storage()) {
      assertEquals(2, storage.log().lastIndex());
      assertTrue(found.notes().getFirst().startsWith("the log ended in a torn record at "));
      save(storage, 2, 2, entry(2, 3));
    }
    Path broken = segment().resolveSibling(segment().getFileName() + ".broken");
    assertEquals(Bytes.copyOf(ByteString.copyFrom(before)), read(broken));
    assertEquals(List.of(), Folders.errors(options.walFolder()));
  }

  @Test
  void aChangedByteIsRefusedWithItsPlace() throws Exception {
    try (RaftStorage storage = boot().create(Folders.bootstrap()).storage()) {
      save(storage, 2, 1, entry(2, 2));
    }
    overwrite(segment(), end() - 40, (byte) 0x5a);
    var refusal = assertThrows(UnbootableException.class, () -> Folders.open(options));
    assertTrue(refusal.getMessage().contains("checksum: expected "), refusal.getMessage());
    assertTrue(refusal.getMessage().endsWith(ADVICE), refusal.getMessage());
  }

  @Test
  void aMissingSegmentIsRefused() throws Exception {
    try (RaftStorage storage = boot().create(Folders.bootstrap()).storage()) {
      for (long index = 2; index < 400; index++) {
        save(storage, 2, 1, entry(2, index));
      }
    }
    List<Path> segments =
        WalDirectory.list(options.walFolder()).segments().stream().map(it -> it.path()).toList();
    assertTrue(segments.size() > 3);
    Files.delete(segments.get(1));
    var refusal = assertThrows(UnbootableException.class, () -> Folders.open(options));
    assertTrue(refusal.getMessage().endsWith(ADVICE), refusal.getMessage());
  }

  @Test
  void aCommitBeyondTheEntriesIsRefused() throws Exception {
    try (RaftStorage storage = boot().create(Folders.bootstrap()).storage()) {
      save(storage, 2, 7, entry(2, 2));
    }
    assertRefused("index 7 is committed, but the entries end at 2", () -> Folders.open(options));
  }

  @Test
  void raftGoesOnWithWhatIsFound() throws Exception {
    create();
    var config = RaftConfig.etcd(Folders.SELF.value(), 10);
    for (int life = 1; life <= 3; life++) {
      Booted found = Folders.open(options);
      try (RaftStorage storage = found.storage()) {
        var random = new SplittableRandom(life);
        var node = new RawNode(config, found.fromSnapshot(), storage.log(), random);
        drain(node, storage);
        node.campaign();
        node.propose(List.of(ByteString.copyFromUtf8("life " + life)));
        drain(node, storage);
        assertEquals(1 + 2 * life, node.status().appliedIndex());
        assertEquals(1 + life, node.status().hardState().getTerm());
      }
    }
    assertEquals(List.of(), Folders.errors(options.walFolder()));
  }

  private static void drain(RawNode node, RaftStorage storage) throws IOException {
    while (node.hasReady()) {
      Ready ready = node.ready();
      storage.save(ready);
      for (Entry entry : ready.committedEntries()) {
        if (entry.getType() == EntryType.EntryConfChange) {
          node.applyConfChange(ConfChange.parseFrom(entry.getData()));
        }
      }
      node.advance();
    }
  }

  private StorageBoot boot() {
    return new StorageBoot(options);
  }

  private void create() throws IOException, UnbootableException {
    boot().create(Folders.bootstrap()).storage().close();
  }

  private void assertRefused(String why, Executable start) {
    var refusal = assertThrows(UnbootableException.class, start);
    String head = options.walFolder() + ": the log cannot be used: ";
    assertEquals(head + why + ADVICE, refusal.getMessage());
  }

  private static void save(RaftStorage storage, long term, long commit, Entry... entries)
      throws IOException {
    storage.save(
        new Ready(
            Optional.empty(),
            Optional.of(RaftMessages.hardState(term, 0, commit)),
            List.of(entries),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            entries.length > 0));
  }

  private Path segment() throws IOException {
    return WalDirectory.list(options.walFolder()).segments().getLast().path();
  }

  private long end() throws Exception {
    try (var writer = WalWriter.resume(WalDirectory.list(options.walFolder()))) {
      return writer.offset();
    }
  }

  private static void overwrite(Path file, long offset, byte value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {value}), offset);
    }
  }

  private static Bytes read(Path file) throws IOException {
    return Bytes.copyOf(ByteString.copyFrom(Files.readAllBytes(file)));
  }

  private static Snapshot snapshot(long term, long index) {
    return SnapEncoder.snapshot(
        new LogPosition(term, index),
        RaftMessages.confState(List.of(Folders.SELF.value()), List.of()),
        Bytes.copyOf(ByteString.copyFromUtf8("{}")));
  }

  private static MemberRecord member(long id, String url, String name) {
    return new MemberRecord(
        new MemberId(id),
        new RaftAttributes(List.of(url), false),
        new MemberAttributes(name, List.of()));
  }

  private static Entry entry(long term, long index) {
    return Entry.newBuilder()
        .setType(EntryType.EntryNormal)
        .setTerm(term)
        .setIndex(index)
        .setData(ByteString.copyFromUtf8("entry " + index))
        .build();
  }
}
