package io.drydock.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RequestHeader;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.node.raft.RaftConfig;
import io.drydock.node.raft.RawNode;
import io.drydock.node.raft.Ready;
import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real etcd and our raft take turns on one log. */
class EtcdBootsPeerTest {

  private static final int PUTS = 300;

  @TempDir Path folder;

  /** Our own beginning, cut into small segments; etcd applies it, goes on, and we go on in turn. */
  @ParameterizedTest
  @EnumSource(names = {"V3_4_23", "V3_5_30"})
  void etcdAppliesWhatWeWroteAndWeFindWhatItWrote(EtcdRelease release) throws Exception {
    Path member = Files.createDirectories(folder.resolve("member"));
    var etcd = StorageOptions.etcd(folder);
    var options =
        new StorageOptions(
            member.resolve("wal"), member.resolve("snap"), 20_000, 0, 0, etcd.catchUpEntries());
    propose(new StorageBoot(options).create(Folders.bootstrap()), 0);
    propose(Folders.open(options), PUTS);
    try (var server = Etcd.start(release, folder)) {
      List<String> keys = server.client().all(0).stream().map(Kv::keyHex).toList();
      assertEquals(expected(2 * PUTS), keys);
      assertInUse(options);
      server.client().put("zz", "of etcd");
      server.stop();
    }
    Booted found = Folders.open(etcd);
    long index = found.storage().log().lastIndex();
    assertTrue(found.hardState().getTerm() > 3, "etcd was elected once more");
    propose(found, 2 * PUTS);
    try (var server = Etcd.start(release, folder)) {
      assertEquals(3 * PUTS + 1, server.client().all(0).size());
      server.stop();
    }
    try (RaftStorage storage = Folders.open(etcd).storage()) {
      assertTrue(storage.log().lastIndex() > index + PUTS);
    }
  }

  @Test
  void etcdDoesNotStartWhileWeWriteTheLog() throws Exception {
    Files.createDirectories(folder.resolve("member"));
    var options = StorageOptions.etcd(folder);
    try (RaftStorage storage = new StorageBoot(options).create(Folders.bootstrap()).storage()) {
      assertEquals(1, storage.log().lastIndex());
      var failure =
          assertThrows(IOException.class, () -> Etcd.start(EtcdRelease.V3_5_30, folder).close());
      assertTrue(failure.getMessage().contains("file already locked"), failure.getMessage());
    }
  }

  private static void assertInUse(StorageOptions options) {
    Path member = options.walFolder().getParent();
    assertThrows(
        DataDirInUseException.class, () -> DataDirLock.takeExisting(member, options.walFolder()));
  }

  /** Starts a lone voter, has it commit puts, and stops it. */
  private static void propose(Booted booted, int first) throws IOException {
    try (RaftStorage storage = booted.storage()) {
      var config = RaftConfig.etcd(booted.member().value(), 10);
      var random = new SplittableRandom(1);
      var node = new RawNode(config, booted.fromSnapshot(), storage.log(), random);
      drain(node, storage);
      node.campaign();
      for (int i = first; i < first + PUTS; i++) {
        node.propose(List.of(put(i)));
        if (i % 7 == 0) {
          drain(node, storage);
        }
      }
      drain(node, storage);
      storage.sync();
    }
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

  private static ByteString put(int number) {
    return InternalRaftRequest.newBuilder()
        .setHeader(RequestHeader.newBuilder().setID(0x7000_0000_0000L + number))
        .setPut(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key(number)))
                .setValue(ByteString.copyFromUtf8("value of ours")))
        .build()
        .toByteString();
  }

  private static String key(int number) {
    return "key%05d".formatted(number);
  }

  private static List<String> expected(int count) {
    var keys = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      keys.add(HexFormat.of().formatHex(key(i).getBytes(StandardCharsets.UTF_8)));
    }
    return keys;
  }
}
