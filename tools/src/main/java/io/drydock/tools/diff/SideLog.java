package io.drydock.tools.diff;

import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.compare.EntryDigests;
import io.drydock.tools.compare.LogComparison;
import io.drydock.tools.source.WalFiles;
import java.io.IOException;
import java.util.Optional;

/**
 * The log of one side, read to its end or to damage.
 *
 * @param files where it lies
 * @param entries what its entries are
 * @param replay what its records come to
 * @param damage that ended the reading
 */
record SideLog(
    WalFiles files, EntryDigests entries, LogReplay replay, Optional<WalTail.CorruptTail> damage)
    implements AutoCloseable {

  /**
   * Reads it.
   *
   * @throws IOException when a segment that is there cannot be read
   */
  static SideLog read(WalFiles files) throws IOException {
    var entries = new EntryDigests();
    var replay = new LogReplay();
    try (WalChain chain = WalChain.open(files.segments())) {
      while (chain.advance()) {
        entries.add(chain.cursor());
        replay.add(chain.ordinal(), chain.cursor());
      }
      Optional<WalTail.CorruptTail> damage =
          chain
              .tail()
              .flatMap(tail ->
                  tail instanceof WalTail.CorruptTail corrupt
                      ? Optional.of(corrupt)
                      : Optional.empty());
      return new SideLog(files, entries, replay, damage);
    } catch (IOException failure) {
      entries.close();
      throw failure;
    }
  }

  /**
   * As far as it is known to be committed.
   *
   * @param applied raft index that the database beside it has applied
   */
  LogComparison.Side committed(long applied) {
    long commit = replay.commit();
    return new LogComparison.Side(
        entries, Long.compareUnsigned(commit, applied) >= 0 ? commit : applied);
  }

  @Override
  public void close() {
    entries.close();
  }
}
