package io.drydock.formats.wal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RequestHeader;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real etcd boots from a WAL that the writer made out of the records of its own. */
final class WalWriterPeerTest {

  private static final int KEYS = 35;
  private static final int ADDED = 3;

  @TempDir Path folder;
  private Path data;
  private Path wal;
  private Path own;

  @BeforeEach
  void name() {
    data = folder.resolve("data");
    wal = data.resolve("member/wal");
    own = folder.resolve("own");
  }

  /** All records, a cut in their middle, and entries behind them that the server never wrote. */
  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void serverBootsFromAWalWithACutAndAppliesWhatWeAppended(EtcdRelease release) throws Exception {
    List<Kv> before = run(release, false);
    try (var chain = openOwn();
        var writer = WalWriter.create(wal, owner(chain))) {
      var replay = copyAll(chain, writer);
      writer.append(Optional.empty(), puts(replay));
      var state = replay.state().orElseThrow();
      long last = replay.lastWritten().orElseThrow().index() + ADDED;
      writer.append(state(state, last), List.of());
      assertEquals(1, writer.segment().sequence());
    }
    List<Kv> after = run(release, true);
    assertEquals(before, after.stream().filter(kv -> !kv.keyHex().startsWith("7a")).toList());
    assertEquals(
        List.of("7a30", "7a31", "7a32"),
        after.stream().map(Kv::keyHex).filter(key -> key.startsWith("7a")).toList());
  }

  /** Head, state, snapshot, and only then the entries behind the snapshot. */
  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void serverBootsFromAWalThatBeginsAtItsSnapshot(EtcdRelease release) throws Exception {
    List<Kv> before = run(release, false);
    try (var chain = openOwn();
        var writer = WalWriter.create(wal, owner(chain))) {
      LogReplay replay = replay();
      var snapshot = replay.newestSnapshot().orElseThrow();
      assertTrue(snapshot.position().index() > 0);
      writer.append(state(replay.state().orElseThrow(), replay.commit()), List.of());
      writer.append(RaftMessages.walSnapshot(snapshot.position(), snapshot.confState()));
      for (var next = chain.next(); next.isPresent(); next = chain.next()) {
        if (next.get().value() instanceof WalRecord.EntryRecord entry
            && entry.index() > snapshot.position().index()) {
          writer.append(Optional.empty(), List.of(entry.message()));
        }
      }
    }
    assertEquals(before, run(release, true));
  }

  /** Keys and values after a run of the server; stops it cleanly. */
  private List<Kv> run(EtcdRelease release, boolean isAgain) throws Exception {
    try (var etcd = Etcd.start(release, data, "--snapshot-count", "10")) {
      for (int i = 0; i < KEYS && !isAgain; i++) {
        etcd.client().put("key" + i, "value" + i);
      }
      List<Kv> all = etcd.client().all(0);
      etcd.client().put("last", "one");
      etcd.client().delete("last");
      etcd.stop();
      return all;
    } finally {
      var findings = new ArrayList<String>();
      WalCheck.run(
          WalDirectory.list(wal), WalCheck.Mode.STOPPED, one -> findings.add(one.toString()));
      assertEquals(List.of(), findings);
    }
  }

  private WalChain openOwn() throws IOException {
    Files.move(wal, own);
    return WalChain.open(WalDirectory.list(own).segments());
  }

  private LogReplay replay() throws IOException {
    try (var chain = WalChain.open(WalDirectory.list(own).segments())) {
      return LogReplay.of(chain);
    }
  }

  private LogReplay copyAll(WalChain chain, WalWriter writer) throws IOException {
    long copied = 0;
    for (var next = chain.next(); next.isPresent(); next = chain.next()) {
      if (chain.cursor().endOffset() > writer.offset() || copied > KEYS) {
        writer.copy(next.get().value());
        copied++;
      }
      if (copied == KEYS) {
        writer.cut();
        copied++;
      }
    }
    return replay();
  }

  private static List<Entry> puts(LogReplay replay) {
    LogPosition last = replay.lastWritten().orElseThrow();
    long term = replay.state().orElseThrow().term();
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < ADDED; i++) {
      var put =
          InternalRaftRequest.newBuilder()
              .setHeader(RequestHeader.newBuilder().setID(0x7000_0000_0000L + i))
              .setPut(
                  PutRequest.newBuilder()
                      .setKey(ByteString.copyFromUtf8("z" + i))
                      .setValue(ByteString.copyFromUtf8("added")))
              .build();
      entries.add(
          RaftMessages.entry(
              EntryType.EntryNormal,
              new LogPosition(term, last.index() + 1 + i),
              Optional.of(Bytes.copyOf(put.toByteString()))));
    }
    return entries;
  }

  private static Optional<HardState> state(LogReplay.State state, long commit) {
    return Optional.of(RaftMessages.hardState(state.term(), state.vote(), commit));
  }

  private static Metadata owner(WalChain chain) {
    chain.next();
    if (chain.next().orElseThrow().value() instanceof WalRecord.MetadataRecord it) {
      return Metadata.newBuilder().setNodeID(it.nodeId()).setClusterID(it.clusterId()).build();
    }
    throw new AssertionError("no metadata");
  }
}
