package io.drydock.node.storage;

import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalTail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A log that was read and can be gone on with. Nothing was changed yet.
 *
 * @param member whose log it is
 * @param cluster its cluster
 * @param isBlank true when its maker was killed before the first entries
 * @param hardState the last one; the default instance when there is none
 * @param snapshot the newest one that counts; its data is the v2 store
 * @param entries behind the snapshot
 * @param remains what is to be mended before it is written
 */
public record FoundLog(
    MemberId member,
    ClusterId cluster,
    boolean isBlank,
    HardState hardState,
    Optional<Snapshot> snapshot,
    List<Entry> entries,
    Remains remains) {

  /** Copies the list. */
  public FoundLog {
    entries = List.copyOf(entries);
  }

  /** Index of the last entry, or that of the snapshot when there is none behind it. */
  public long lastIndex() {
    long snapshotIndex = snapshot.map(it -> it.getMetadata().getIndex()).orElse(0L);
    return snapshotIndex + entries.size();
  }

  /** True while no segment was added, taken away or written to. */
  public boolean isUnchanged() throws IOException {
    WalDirectory then = remains.directory();
    return WalDirectory.list(then.folder()).segments().equals(then.segments());
  }

  /**
   * What a server before this one left undone.
   *
   * @param directory its segments
   * @param torn a torn record at the very end
   * @param broken snapshot files that cannot be read, with the reason
   */
  public record Remains(
      WalDirectory directory, Optional<WalTail.TornTail> torn, Map<Path, String> broken) {

    /** Copies the map. */
    public Remains {
      broken = Map.copyOf(broken);
    }
  }
}
