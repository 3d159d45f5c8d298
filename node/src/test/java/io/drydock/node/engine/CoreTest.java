package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.node.DiskTimes;
import io.drydock.node.apply.Done;
import io.drydock.node.raft.LogView;
import io.drydock.node.storage.Bootstrap;
import io.drydock.node.storage.StorageOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreTest {

  private static final EngineSettings SETTINGS = EngineSettings.DEFAULT;

  @TempDir Path folder;

  @Test
  void aLoneMemberKeepsNoEntryInMemoryThatItHasApplied() throws Exception {
    var parts =
        new Boot(folder, StorageOptions.etcd(folder), SETTINGS, new Random(1), DiskTimes.NONE)
            .open(bootstrap());
    try {
      var core = new Core(parts, SETTINGS, new RequestIds(1, 1), DiskTimes.NONE);
      core.start();
      var answer = new Told<Done>();
      core.propose(putting("a", "1"), answer);
      core.propose(putting("a", "2"), answer);
      core.drain();
      assertEquals(2, answer.words().size());
      LogView log = parts.storage().log();
      assertEquals(core.status().appliedIndex(), log.lastIndex());
      assertEquals(log.lastIndex() + 1, log.firstIndex());
    } finally {
      parts.close();
    }
  }

  private static InternalRaftRequest.Builder putting(String key, String value) {
    return InternalRaftRequest.newBuilder()
        .setPut(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value)));
  }

  private static Bootstrap bootstrap() {
    List<String> urls = List.of("http://localhost:2380");
    MemberId self = MemberId.ofBootstrap(urls, "etcd-cluster");
    var member =
        new MemberRecord(
            self, new RaftAttributes(urls, false), new MemberAttributes("m1", List.of()));
    return new Bootstrap(self, List.of(member));
  }
}
