package io.drydock.tools.member;

import io.drydock.formats.FormatException;
import io.drydock.formats.apply.Replay;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.member.Membership;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.v2store.V2Cluster;
import io.drydock.formats.v2store.V2Replay;
import io.drydock.formats.v2store.V2Rules;
import io.drydock.formats.v2store.V2Store;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.source.MemberFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a server up to 3.5 begins to read its log: at the newest {@code .snap} file that can be
 * read and that the log has a record of, or at the first entry.
 *
 * @param raftIndex the entry up to which the store goes; 0 for the empty one
 * @param beginning the store and raft's members there
 */
public record Beginnings(long raftIndex, Replay.Beginning beginning) {

  /**
   * Finds it; empty when there is no such file and the log has lost its start.
   *
   * @param applied what the database has: a later file is of no use to it
   * @throws IOException when a file that is there cannot be read
   */
  public static Optional<Beginnings> of(Path snapFolder, LogReplay log, long applied, V2Rules rules)
      throws IOException {
    for (SnapItem.RaftSnapshot item : SnapDirectory.list(snapFolder).raftSnapshots()) {
      LogPosition position = item.name().position();
      boolean isKnown =
          log.validSnapshots().stream().anyMatch(known -> known.position().equals(position));
      if (isKnown && Long.compareUnsigned(position.index(), applied) <= 0) {
        Optional<Beginnings> found = read(item, rules);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    List<LogReplay.Span> spans = log.fates(0, log.commit()).spans();
    boolean hasAll = !spans.isEmpty() && spans.getFirst().first() == 1;
    return hasAll ? Optional.of(empty(rules)) : Optional.empty();
  }

  private static Beginnings empty(V2Rules rules) {
    var nobody = new V2Cluster(Membership.EMPTY, Optional.empty());
    return new Beginnings(
        0, new Replay.Beginning(V2Replay.from(nobody, rules), ConfState.getDefaultInstance()));
  }

  /** A server sets a file aside that it cannot read, and takes the next older one. */
  private static Optional<Beginnings> read(SnapItem.RaftSnapshot item, V2Rules rules)
      throws IOException {
    try (ByteSource source = MemberFiles.open(item.path())) {
      SnapFile file = SnapReader.read(source);
      V2Store store = V2Store.read(file.storeView(), file.storeAt());
      var replay = new V2Replay(store, rules, file.storeAt());
      return Optional.of(
          new Beginnings(file.position().index(), new Replay.Beginning(replay, file.confState())));
    } catch (FormatException damage) {
      return Optional.empty();
    } catch (NoSuchFileException purged) {
      return Optional.empty();
    }
  }
}
