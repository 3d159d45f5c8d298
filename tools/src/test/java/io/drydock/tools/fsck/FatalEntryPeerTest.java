package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.testdata.Directories;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An entry that stops etcd whenever it is applied: what fsck advises gets past it. */
@Execution(ExecutionMode.CONCURRENT)
class FatalEntryPeerTest {

  @TempDir Path folder;

  /** What etcd cannot apply. */
  private enum Fatal {
    CONTEXT_OF_NO_MEMBER {
      @Override
      Entry at(LogPosition position) {
        var context = Optional.of(Bytes.ofUtf8("no member"));
        var change = RaftMessages.confChange(7, ConfChangeType.ConfChangeAddNode, 9, context);
        var data = Bytes.copyOf(change.toByteString());
        return RaftMessages.entry(EntryType.EntryConfChange, position, Optional.of(data));
      }
    },
    ATTRIBUTES_OF_NOBODY {
      @Override
      Entry at(LogPosition position) {
        var request =
            Request.newBuilder()
                .setID(8)
                .setMethod(ByteString.copyFromUtf8("PUT"))
                .setPath(ByteString.copyFromUtf8("/0/members/0000000000000009/attributes"))
                .setVal(ByteString.copyFromUtf8("{\"name\":\"nobody\"}"))
                .setDir(false)
                .setPrevValue(ByteString.EMPTY)
                .setPrevIndex(0)
                .setExpiration(0)
                .setWait(false)
                .setSince(0)
                .setRecursive(false)
                .setSorted(false)
                .setQuorum(false)
                .setTime(0)
                .setStream(false)
                .build();
        var data = Bytes.copyOf(request.toByteString());
        return RaftMessages.entry(EntryType.EntryNormal, position, Optional.of(data));
      }
    };

    abstract Entry at(LogPosition position);
  }

  @ParameterizedTest
  @EnumSource
  void aLoneMemberGoesOnWithoutIt(EtcdRelease release) throws Exception {
    Path sound = folder.resolve("sound");
    try (var etcd = Etcd.start(release, sound)) {
      etcd.client().put("/before", "x");
      etcd.stop();
    }
    for (Fatal fatal : Fatal.values()) {
      for (int puts : new int[] {0, 2}) {
        Path data = Directories.copy(sound, folder.resolve(fatal + "-" + puts));
        append(data, fatal, puts);
        Foretold told = Foretold.of(data);
        String what = release + " " + fatal + " " + puts + ": " + told.member();
        assertTrue(told.codes().contains("LOG-ENTRY-FATAL"), what);
        assertEquals("refuses", told.verdict(), what);
        told.proveBy(release, Directories.copy(data, folder.resolve("started")), what);
        Directories.delete(folder.resolve("started"));
        for (String line : told.next()) {
          if (line.startsWith("drydock snapshot ")) {
            Run run = Run.drydock((Object[]) line.substring("drydock ".length()).split(" "));
            assertEquals(ExitCode.OK, run.code(), line + run.err() + what);
          }
        }
        Set<String> expected = new TreeSet<>(Set.of("/before"));
        for (int i = 1; i <= puts; i++) {
          expected.add("/put" + i);
        }
        try (var etcd = Etcd.start(release, Path.of(data + ".restored"))) {
          assertEquals(expected, keys(etcd), what);
          etcd.client().put("/after", "x");
          etcd.stop();
        }
      }
    }
  }

  private static Set<String> keys(Etcd etcd) throws java.io.IOException {
    return etcd.client().all(0).stream()
        .map(kv -> Bytes.ofHex(kv.keyHex()).toUtf8())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Puts, the entry, and one put behind it; all committed by the log. */
  private static void append(Path data, Fatal fatal, int puts) throws Exception {
    Path wal = data.resolve("member/wal");
    LogReplay log;
    try (WalChain chain = WalChain.open(WalDirectory.list(wal).segments())) {
      log = LogReplay.of(chain);
    }
    long index = log.lastWritten().orElseThrow().index();
    long term = log.lastWritten().orElseThrow().term();
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= puts; i++) {
      entries.add(put(new LogPosition(term, ++index), "/put" + i));
    }
    entries.add(fatal.at(new LogPosition(term, ++index)));
    entries.add(put(new LogPosition(term, ++index), "/behind"));
    try (WalWriter writer = WalWriter.resume(WalDirectory.list(wal))) {
      long vote = log.state().orElseThrow().vote();
      writer.append(Optional.of(RaftMessages.hardState(term, vote, index)), entries);
      writer.sync();
    }
  }

  private static Entry put(LogPosition position, String key) {
    var request =
        InternalRaftRequest.newBuilder()
            .setID(position.index())
            .setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)))
            .build();
    return RaftMessages.entry(
        EntryType.EntryNormal, position, Optional.of(Bytes.copyOf(request.toByteString())));
  }
}
