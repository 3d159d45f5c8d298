package io.drydock.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.node.raft.LogView;
import io.drydock.node.raft.RaftConfig;
import io.drydock.node.raft.RawNode;
import io.drydock.testdata.Archive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that real etcd has left. */
class KeptDirectoriesLongTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-3.4.23-single",
        "etcd-3.5.30-single",
        "etcd-3.6.14-single",
        "etcd-3.7.1-single",
        "etcd-3.4.23-cluster3",
        "etcd-3.5.30-cluster3"
      })
  void raftGoesOnWhereEtcdStopped(String name) throws Exception {
    for (Path dataDir : members(Archive.unpack(name, folder))) {
      Booted found = Folders.open(StorageOptions.etcd(dataDir));
      try (RaftStorage storage = found.storage()) {
        var config = RaftConfig.etcd(found.member().value(), 10);
        var random = new SplittableRandom(1);
        var node = new RawNode(config, found.fromSnapshot(), storage.log(), random);
        assertEquals(found.hardState().getCommit(), node.status().hardState().getCommit());
        assertEquals(found.hardState().getTerm(), node.status().hardState().getTerm());
      }
      assertEquals(List.of(), Folders.errors(dataDir.resolve("member/wal")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23-single", "etcd-3.5.30-single", "etcd-3.5.30-cluster3"})
  void ourFirstEntriesAreTheBytesOfEtcd(String name) throws Exception {
    Path dataDir = members(Archive.unpack(name, folder)).getFirst();
    try (Stream<Path> snaps = Files.list(dataDir.resolve("member/snap"))) {
      for (Path snap : snaps.filter(it -> it.toString().endsWith(".snap")).toList()) {
        Files.delete(snap);
      }
    }
    Booted found = Folders.open(StorageOptions.etcd(dataDir));
    try (RaftStorage storage = found.storage()) {
      LogView log = storage.log();
      List<Entry> theirs =
          log.entries(1, log.lastIndex() + 1, Long.MAX_VALUE).stream()
              .takeWhile(entry -> entry.getTerm() == 1)
              .toList();
      var members = new ArrayList<MemberRecord>();
      for (Entry entry : theirs) {
        assertEquals(EntryType.EntryConfChange, entry.getType());
        var context = ConfChange.parseFrom(entry.getData()).getContext();
        if (ConfChangeContext.decode(Bytes.copyOf(context))
            instanceof ConfChangeContext.OfMember it) {
          members.add(it.member());
        }
      }
      var bootstrap = new Bootstrap(found.member(), members);
      assertTrue(!theirs.isEmpty());
      assertEquals(
          theirs.stream().map(Entry::toByteString).toList(),
          bootstrap.entries().stream().map(Entry::toByteString).toList());
      assertEquals(found.cluster(), bootstrap.cluster());
    }
  }

  private static List<Path> members(Path unpacked) throws Exception {
    if (Files.isDirectory(unpacked.resolve("member"))) {
      return List.of(unpacked);
    }
    try (Stream<Path> inside = Files.walk(unpacked, 3)) {
      return inside.filter(it -> Files.isDirectory(it.resolve("member"))).sorted().toList();
    }
  }
}
