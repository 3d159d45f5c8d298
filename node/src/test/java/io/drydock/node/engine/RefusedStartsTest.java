package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.AuthUserAddRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.backend.StoreOptions;
import io.drydock.testdata.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a member must not start on stays, to the byte, as it was found. */
class RefusedStartsTest {

  private static final int SEGMENT_BYTES = 4096;

  @TempDir private static Path folder;
  private static Path sound;
  private static int count;

  @FunctionalInterface
  private interface Ruin {
    void of(Path member) throws Exception;
  }

  @BeforeAll
  static void makeDirectories() throws Exception {
    sound = folder.resolve("sound");
    Lone.putAndStop(sound, SEGMENT_BYTES, 60);
  }

  static Stream<Arguments> logs() {
    return Stream.of(
        refused("a log of junk", "does not say whose log it is", RefusedStartsTest::junk),
        refused("a changed byte", "checksum: expected", member -> spoil(newest(member), 40)),
        refused("a torn segment within", "a torn record within", RefusedStartsTest::tearFirst),
        refused("a segment gone", "no segment between", member -> Files.delete(middle(member))),
        refused("a log cut short", "the entries end at", RefusedStartsTest::cutShort),
        refused("a stranger's log", "it was made for another member", RefusedStartsTest::stranger),
        refused("no log", "its log in", member -> Directories.delete(member.resolve("wal"))),
        refused("no log, no rows", "its log in", RefusedStartsTest::onlySnapshots),
        refused("users in the log", "[auth_user_add]", RefusedStartsTest::addUser),
        refused("another voter", "belongs to a cluster of 2", RefusedStartsTest::addVoter),
        refused("an entry of no kind", "an entry that cannot be read", RefusedStartsTest::addJunk));
  }

  static Stream<Arguments> backends() {
    return Stream.of(
        refused("no rows", "is missing", member -> Directories.delete(member.resolve("kv"))),
        refused("no marker", "not written by Drydock", member -> delete(member, "DRYDOCK")),
        refused("no list of files", "no file CURRENT", member -> delete(member, "CURRENT")),
        refused("a later layout", "supported: 1", RefusedStartsTest::laterLayout),
        refused("rows gone", "No such file", member -> Files.delete(table(member))),
        refused("rows damaged", "cannot", member -> spoil(table(member), 0)),
        refused("rows ahead", "has applied index 10000", member -> apply(member, 10_000)),
        refused("rows behind", "the log begins behind", member -> apply(member, 1)),
        refused("a compaction of no revision", "is no revision", RefusedStartsTest::badMark),
        refused("a record that is none", "record", RefusedStartsTest::badRecord),
        refused("users", "authentication is enabled", RefusedStartsTest::enableAuth),
        refused("a downgrade", "to 3.5.0 is under way", RefusedStartsTest::downgrade),
        refused("a later version", "agreed on version 4.1.0", RefusedStartsTest::laterVersion));
  }

  private static Arguments refused(String name, String sentence, Ruin ruin) {
    return Arguments.of(name, sentence, ruin);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"logs", "backends"})
  void nothingChanges(String name, String sentence, Ruin ruin) throws Exception {
    Path dataDir = Directories.copy(sound, folder.resolve("case" + count++));
    ruin.of(dataDir.resolve("member"));
    Refusals.assertRefused(dataDir, SEGMENT_BYTES, sentence);
  }

  @Test
  void aDirectoryThatRunsStaysAsItIs() throws Exception {
    Path dataDir = Directories.copy(sound, folder.resolve("case" + count++));
    try (Engine _ = Lone.start(dataDir, SEGMENT_BYTES)) {
      var refusal = assertThrows(IOException.class, () -> Lone.start(dataDir, SEGMENT_BYTES));
      assertTrue(refusal.getMessage().contains("in use by a running server"));
      Files.delete(dataDir.resolve("member/lock"));
      assertThrows(IOException.class, () -> Lone.start(dataDir, SEGMENT_BYTES));
      assertTrue(Files.notExists(dataDir.resolve("member/lock")), "etcd's lock is tried first");
    }
  }

  @Test
  void aFileIsNoDirectory() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    assertThrows(NotDirectoryException.class, () -> Lone.start(file, SEGMENT_BYTES));
  }

  @Test
  void whatNothingIsWrongWithStarts() throws Exception {
    Path dataDir = Directories.copy(sound, folder.resolve("case" + count++));
    Lone.start(dataDir, SEGMENT_BYTES).close();
  }

  private static void junk(Path member) throws Exception {
    Path wal = member.resolve("wal");
    Directories.delete(member);
    Files.createDirectories(wal);
    Files.write(wal.resolve("0000000000000000-0000000000000000.wal"), new byte[] {1, 2, 3, 4, 5});
  }

  private static List<WalSegment> segments(Path member) throws IOException {
    return WalDirectory.list(member.resolve("wal")).segments();
  }

  private static Path newest(Path member) throws IOException {
    return segments(member).getLast().path();
  }

  private static Path middle(Path member) throws IOException {
    List<WalSegment> all = segments(member);
    return all.get(all.size() / 2).path();
  }

  private static void spoil(Path file, int offset) throws IOException {
    byte[] content = Files.readAllBytes(file);
    int end = Math.min(content.length, offset + 4096);
    for (int i = offset; i < end; i++) {
      content[i] ^= 0x5a;
    }
    Files.write(file, content);
  }

  private static void tearFirst(Path member) throws IOException {
    Path first = segments(member).getFirst().path();
    byte[] content = Files.readAllBytes(first);
    Files.write(first, Arrays.copyOf(content, content.length - 3));
  }

  /** As if the last segment had never had more than its head. */
  private static void cutShort(Path member) throws Exception {
    try (var writer = WalWriter.resume(WalDirectory.list(member.resolve("wal")))) {
      writer.append(Optional.of(RaftMessages.hardState(9, 0, 5000)), List.of());
    }
  }

  private static void stranger(Path member) throws Exception {
    Directories.delete(member);
    Files.createDirectories(member);
    var metadata = Metadata.newBuilder().setNodeID(1).setClusterID(2).build();
    WalWriter.create(member.resolve("wal"), metadata).close();
  }

  private static void onlySnapshots(Path member) throws IOException {
    Directories.delete(member.resolve("wal"));
    Directories.delete(member.resolve("kv"));
  }

  private static void addUser(Path member) throws Exception {
    var request =
        InternalRaftRequest.newBuilder()
            .setAuthUserAdd(AuthUserAddRequest.newBuilder().setName("alice"))
            .build();
    add(member, EntryType.EntryNormal, request.toByteString());
  }

  private static void addJunk(Path member) throws Exception {
    add(member, EntryType.EntryNormal, ByteString.copyFrom(new byte[] {7, 7, 7}));
  }

  private static void addVoter(Path member) throws Exception {
    var record =
        new MemberRecord(
            new MemberId(77),
            new RaftAttributes(List.of("http://other:2380"), false),
            MemberAttributes.EMPTY);
    var change =
        RaftMessages.confChange(
            5,
            ConfChangeType.ConfChangeAddNode,
            77,
            Optional.of(new ConfChangeContext.OfMember(record, false).encode()));
    add(member, EntryType.EntryConfChange, change.toByteString());
  }

  private static void add(Path member, EntryType type, ByteString data) throws Exception {
    long last;
    try (RocksStore store = RocksStore.look(member.resolve("kv"), StoreOptions.DEFAULT)) {
      last = store.applied().index();
    }
    Entry entry =
        Entry.newBuilder().setType(type).setTerm(2).setIndex(last + 1).setData(data).build();
    try (var writer = WalWriter.resume(WalDirectory.list(member.resolve("wal")))) {
      writer.append(Optional.of(RaftMessages.hardState(2, 0, last + 1)), List.of(entry));
    }
  }

  private static void delete(Path member, String name) throws IOException {
    Files.delete(member.resolve("kv").resolve(name));
  }

  private static void laterLayout(Path member) throws IOException {
    Files.writeString(member.resolve("kv/DRYDOCK"), "drydock kv 9\n");
  }

  private static Path table(Path member) throws IOException {
    try (Stream<Path> files = Files.list(member.resolve("kv"))) {
      return files
          .filter(it -> it.toString().endsWith(".sst"))
          .max(Comparator.comparing(it -> it.toFile().length()))
          .orElseThrow();
    }
  }

  private static void apply(Path member, long index) throws Exception {
    change(member, store -> store.batch().commit(new LogPosition(2, index)));
  }

  private static void badMark(Path member) throws Exception {
    put(member, Bucket.META, "scheduledCompactRev".getBytes(), new byte[3]);
  }

  private static void badRecord(Path member) throws Exception {
    byte[] key = new byte[17];
    key[7] = 100;
    key[8] = '_';
    put(member, Bucket.KEY, key, new byte[] {(byte) 0xff, 1, 2});
  }

  private static void enableAuth(Path member) throws Exception {
    put(member, Bucket.AUTH, "authEnabled".getBytes(), new byte[] {1});
  }

  private static void downgrade(Path member) throws Exception {
    String row = "{\"target-version\":\"3.5.0\",\"enabled\":true}";
    put(member, Bucket.CLUSTER, "downgrade".getBytes(), row.getBytes());
  }

  private static void laterVersion(Path member) throws Exception {
    put(member, Bucket.CLUSTER, "clusterVersion".getBytes(), "4.1.0".getBytes());
  }

  private static void put(Path member, Bucket bucket, byte[] key, byte[] value) throws Exception {
    change(
        member,
        store -> {
          LogPosition applied = store.applied();
          store.batch().put(bucket, key, value);
          store.batch().commit(applied);
        });
  }

  @FunctionalInterface
  private interface Change {
    void of(RocksStore store);
  }

  private static void change(Path member, Change change) throws Exception {
    try (RocksStore store = RocksStore.open(member.resolve("kv"), StoreOptions.DEFAULT)) {
      change.of(store);
    }
  }
}
