package io.drydock.node.storage;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.check.WalCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Data directories for tests: one new member, small segments. */
final class Folders {

  static final String PEER_URL = "http://127.0.0.1:2380";
  static final MemberId SELF = MemberId.ofBootstrap(List.of(PEER_URL), "etcd-cluster");

  private Folders() {}

  static Bootstrap bootstrap() {
    return new Bootstrap(
        SELF,
        List.of(
            new MemberRecord(
                SELF,
                new RaftAttributes(List.of(PEER_URL), false),
                new MemberAttributes("m1", List.of()))));
  }

  /** Options for small segments below a folder, in which {@code member} is made. */
  static StorageOptions small(Path dataDir) throws IOException {
    Path member = Files.createDirectories(dataDir.resolve("member"));
    return new StorageOptions(member.resolve("wal"), member.resolve("snap"), 4096, 2, 2, 3);
  }

  /** Goes on with a log that is there. */
  static Booted open(StorageOptions options) throws IOException, UnbootableException {
    var boot = new StorageBoot(options);
    return boot.open(boot.look().orElseThrow());
  }

  /** Makes a snapshot, its file and its record. */
  static void save(RaftStorage storage, Snapshot snapshot) throws IOException {
    storage.writeSnapshot(snapshot);
    storage.recordSnapshot(snapshot);
  }

  /** Errors that the check of a stopped server's log finds. */
  static List<String> errors(Path walFolder) throws IOException {
    var errors = new ArrayList<String>();
    WalCheck.run(
        WalDirectory.list(walFolder),
        WalCheck.Mode.STOPPED,
        (Finding one) -> {
          if (one.severity() == Severity.ERROR) {
            errors.add(one.toString());
          }
        });
    return errors;
  }
}
