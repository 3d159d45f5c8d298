package io.drydock.tools.snapshot.take;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.source.WalFiles;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The log of a member: what its records come to, and a second chain over the same bytes to take the
 * entries from.
 *
 * <p>A record that is being written, or that a killed server did not get to the end of, ends the
 * log: nothing was acknowledged that was not whole on the disk before. Anything else that cannot be
 * read is damage, behind which acknowledged entries may lie, and stops the command.
 */
final class MemberLog implements AutoCloseable {

  private final WalChain chain;
  private final LogReplay replay;
  private final WalChain.Position end;
  private final Optional<String> note;

  private MemberLog(
      WalChain chain, LogReplay replay, WalChain.Position end, Optional<String> note) {
    this.chain = chain;
    this.replay = replay;
    this.end = end;
    this.note = note;
  }

  /**
   * Reads the log once.
   *
   * @param watcher told how many bytes were read since the last time
   * @throws CorruptFileException when a record in it is damaged
   * @throws IOException when it cannot be read
   * @throws ChangingException when a server purges segments meanwhile
   */
  static MemberLog open(WalFiles files, LongConsumer watcher)
      throws IOException, CorruptFileException {
    WalChain again = WalChain.open(files.segments());
    var isDone = false;
    try (WalChain first = WalChain.open(files.segments())) {
      if (!first.segments().equals(again.segments())) {
        throw ChangingException.ofLog(files.folder().toString());
      }
      var replay = new LogReplay();
      while (first.advance()) {
        replay.add(first.ordinal(), first.cursor());
        watcher.accept(first.cursor().frameBytes());
      }
      WalChain.Position end = first.position();
      Optional<String> note = judge(first, files.isLive());
      requireOwner(replay, files);
      var log = new MemberLog(again, replay, end, note);
      isDone = true;
      return log;
    } finally {
      if (!isDone) {
        again.close();
      }
    }
  }

  /** The first records of a segment are durable before it has its name. */
  private static void requireOwner(LogReplay replay, WalFiles files) throws CorruptFileException {
    if (replay.owner().isEmpty()) {
      throw new CorruptFileException(
          new Extent(files.segments().getFirst().path().toString(), 0, 0),
          "no metadata record at the beginning of the log, so what it held cannot be told;"
              + " `drydock fsck` tells what can be done");
    }
  }

  private static Optional<String> judge(WalChain chain, boolean isLive)
      throws CorruptFileException {
    WalTail tail = chain.tail().orElseThrow();
    return switch (tail) {
      case WalTail.CleanEnd _, WalTail.PreallocatedTail _ -> Optional.empty();
      case WalTail.TornTail torn -> {
        if (goesOn(chain)) {
          throw new CorruptFileException(torn.at(), "the log goes on behind a torn record");
        }
        yield Optional.of(
            isLive
                ? "a record was being written at the end of the log; it is left out"
                : "the last record of the log is torn: it was never acknowledged, and is left out");
      }
      case WalTail.CorruptTail corrupt -> {
        if (isLive && !goesOn(chain)) {
          yield Optional.of("a record was being written at the end of the log; it is left out");
        }
        throw new CorruptFileException(corrupt.at(), corrupt.reason());
      }
    };
  }

  /** Behind damage there may be nothing but the end of the log. */
  private static boolean goesOn(WalChain chain) {
    return chain.resync().isPresent() && chain.advance();
  }

  /** What the records come to. */
  LogReplay replay() {
    return replay;
  }

  /** What to tell about the end of the log. */
  Optional<String> note() {
    return note;
  }

  /** Steps to the next record of those that were read; false behind the last. */
  boolean advance() {
    return !chain.position().equals(end) && chain.advance();
  }

  /** The record. */
  WalCursor cursor() {
    return chain.cursor();
  }

  /** The place of its segment in the chain. */
  int ordinal() {
    return chain.ordinal();
  }

  @Override
  public void close() {
    chain.close();
  }
}
