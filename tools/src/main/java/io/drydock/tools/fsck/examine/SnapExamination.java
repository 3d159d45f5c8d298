package io.drydock.tools.fsck.examine;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.Membership;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.v2store.V2Check;
import io.drydock.formats.v2store.V2Cluster;
import io.drydock.formats.v2store.V2Content;
import io.drydock.formats.v2store.V2Store;
import io.drydock.tools.source.MemberFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The raft snapshot files.
 *
 * @param sound those that etcd would take, newest first
 */
record SnapExamination(List<Snap> sound) {

  SnapExamination {
    sound = List.copyOf(sound);
  }

  /**
   * A sound file.
   *
   * @param path where it is
   * @param position by its content
   * @param confState of raft, there
   */
  record Snap(Path path, LogPosition position, ConfState confState) {}

  /**
   * What the v2 store in a file says.
   *
   * @param at where it lies
   * @param members who is in it; empty when they cannot be read
   * @param custom the top folders of v2 keys on which 3.6 does not start
   */
  record Store(Extent at, Optional<Membership> members, List<String> custom) {}

  /**
   * Reads them all; what is wrong with one is a finding.
   *
   * @throws IOException when a file that is there cannot be read
   */
  static SnapExamination of(Optional<SnapDirectory> directory, Ledger ledger) throws IOException {
    List<Snap> sound = new ArrayList<>();
    for (SnapItem.RaftSnapshot item :
        directory.map(SnapDirectory::raftSnapshots).orElse(List.of())) {
      try (ByteSource source = MemberFiles.open(item.path())) {
        SnapReader.Result result = SnapReader.inspect(source);
        ledger.acceptAll(result.findings());
        if (result.isSound()) {
          SnapFile file = result.file().orElseThrow();
          sound.add(new Snap(item.path(), file.position(), file.confState()));
        }
      } catch (NoSuchFileException purged) {
        continue; // by a running server
      }
    }
    return new SnapExamination(sound);
  }

  /** The newest sound one. */
  Optional<LogPosition> newest() {
    return sound.stream().findFirst().map(Snap::position);
  }

  /** The one of this term and index. */
  Optional<Snap> at(LogPosition position) {
    return sound.stream().filter(snap -> snap.position().equals(position)).findFirst();
  }

  /**
   * Reads the v2 store of a file; what is wrong with it is a finding.
   *
   * @return empty when it cannot be read, or the file is gone meanwhile
   * @throws IOException when the file cannot be read
   */
  static Optional<Store> store(Snap snap, Ledger ledger) throws IOException {
    try (ByteSource source = MemberFiles.open(snap.path())) {
      SnapFile file = SnapReader.read(source);
      List<Finding> findings = V2Check.check(file.storeView(), file.storeAt());
      ledger.acceptAll(findings);
      if (findings.stream().anyMatch(found -> found.severity() == Severity.ERROR)) {
        return Optional.empty();
      }
      V2Store store = V2Store.read(file.storeView(), file.storeAt());
      return Optional.of(
          new Store(
              file.storeAt(),
              Optional.of(V2Cluster.of(store, file.storeAt()).membership()),
              V2Content.custom(store).stream().map(Bytes::toUtf8).toList()));
    } catch (FormatException told) {
      return Optional.empty(); // by the checks above
    } catch (NoSuchFileException purged) {
      return Optional.empty();
    }
  }
}
