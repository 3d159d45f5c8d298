package io.drydock.tools.diff;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.LiveKeys;
import io.drydock.formats.mvcc.RecordBatch;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.compare.LogComparison;
import io.drydock.tools.compare.Part;
import io.drydock.tools.compare.PartComparison;
import io.drydock.tools.compare.StoreComparison;
import io.drydock.tools.member.LogPlace;
import io.drydock.tools.source.Aside;
import io.drydock.tools.source.WalFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/** Compares two opened sides. */
final class Comparer {

  private final Side first;
  private final Side second;
  private final Question question;
  private final Differing differing = new Differing();

  /**
   * What is asked.
   *
   * @param range only these keys; empty for all, and all else that there is
   * @param isBrief whether they differ, not in what
   * @param isNewest the keys of each at its own newest revision
   * @param limit keys that are to be shown, 0 for all
   */
  record Question(Optional<KeyRange> range, boolean isBrief, boolean isNewest, long limit) {}

  /**
   * What came of it; closed by whoever asked.
   *
   * @param outcome but for the keys
   * @param keys that differ; empty when there are none, or they were not asked for
   */
  record Answer(Outcome outcome, Optional<DifferingKeys> keys) implements AutoCloseable {
    @Override
    public void close() {
      keys.ifPresent(DifferingKeys::close);
    }
  }

  Comparer(Side first, Side second, Question question) {
    this.first = first;
    this.second = second;
    this.question = question;
  }

  /**
   * Compares.
   *
   * @param watcher told how many bytes of the databases were read since the last time
   * @throws IOException when a segment of a log cannot be read
   * @throws FormatException when a record or a tree is damaged
   */
  Answer run(LongConsumer watcher) throws IOException, FormatException {
    try (var reading = Aside.start("compare logs", this::logs)) {
      StoreComparison stores = stores(watcher);
      BackendView one = first.source().view();
      BackendView other = second.source().view();
      List<PartComparison> parts = new ArrayList<>();
      if (question.range().isEmpty()) {
        for (Part part : Part.values()) {
          parts.add(PartComparison.of(part, one, other));
        }
      }
      Logs logs = reading.result();
      Optional<DifferingKeys> keys = keys(stores);
      return new Answer(
          new Outcome(
              stores,
              differing.first(),
              keys.map(DifferingKeys::counts),
              logs,
              parts,
              isSameMoment()),
          keys);
    }
  }

  /**
   * In two halves at the same time where that can be; the second one is only asked if it differs.
   */
  private StoreComparison stores(LongConsumer watcher) throws IOException, FormatException {
    var scope = new StoreComparison.Scope(question.range(), question.isBrief());
    BackendView one = first.source().view();
    BackendView other = second.source().view();
    if (!StoreComparison.isDivisible(one, other)) {
      return StoreComparison.of(one.watchedBy(watcher), other.watchedBy(watcher), scope, differing);
    }
    LongConsumer both = bytes -> watcher.accept(2 * bytes);
    var early = new StoreComparison.Window(0, middle());
    var late = new StoreComparison.Window(middle(), Long.MAX_VALUE);
    var isSame = new StoreComparison.Scope(question.range(), true);
    BackendView oneAside = first.source().viewForAnotherThread();
    BackendView otherAside = second.source().viewForAnotherThread();
    try (var ahead =
        Aside.start(
            "compare later revisions",
            () -> StoreComparison.between(oneAside, otherAside, late, isSame, (_, _, _) -> {}))) {
      Optional<StoreComparison> begin =
          StoreComparison.between(
              one.watchedBy(both), other.watchedBy(both), early, scope, differing);
      Optional<StoreComparison> rest = ahead.result();
      if (begin.isEmpty() || rest.isEmpty()) {
        return StoreComparison.of(one, other, scope, differing);
      }
      if (question.isBrief() && !begin.get().isSame()) {
        return begin.get();
      }
      Optional<StoreComparison> end =
          rest.get().isSame() ? rest : StoreComparison.between(one, other, late, scope, differing);
      return end.isPresent()
          ? begin.get().and(end.get())
          : StoreComparison.of(one, other, scope, differing);
    }
  }

  /** Of the revisions of the first side, which as a rule are those of the second one. */
  private long middle() {
    long oldest = first.bounds().oldest().map(Revision::main).orElse(0L);
    return oldest + (first.bounds().currentRevision() - oldest) / 2;
  }

  /** A server of 3.4 does not note every entry that it has applied. */
  private boolean isSameMoment() throws FormatException {
    return first.meta().consistentIndex().isPresent()
        && first.meta().consistentIndex().equals(second.meta().consistentIndex())
        && !isOf34(first)
        && !isOf34(second);
  }

  private static boolean isOf34(Side side) throws FormatException {
    return BackendState.read(side.source().view())
        .writer()
        .likely()
        .filter(line -> line == ReleaseLine.V3_4)
        .isPresent();
  }

  private Optional<DifferingKeys> keys(StoreComparison stores) throws FormatException {
    KeyRange range = question.range().orElse(KeyRange.ALL);
    if (question.isNewest()) {
      long one = first.bounds().currentRevision();
      long other = second.bounds().currentRevision();
      return Optional.of(keys(one, other, range::contains));
    }
    if (stores.isSame() || question.isBrief()) {
      return Optional.empty();
    }
    long upTo = stores.upTo();
    return Optional.of(keys(upTo, upTo, differing.keysOf(range)));
  }

  private DifferingKeys keys(long one, long other, RecordBatch.KeyFilter wanted)
      throws FormatException {
    return new DifferingKeys(
        new LiveKeys.Moment(first.source().view(), one),
        new LiveKeys.Moment(second.source().view(), other),
        wanted,
        question.limit());
  }

  private Logs logs() throws IOException {
    if (question.range().isPresent()) {
      return new Logs.None("not compared: the question is about keys");
    }
    Optional<WalFiles> firstFiles = WalFiles.find(first.named());
    Optional<WalFiles> secondFiles = WalFiles.find(second.named());
    if (firstFiles.isEmpty() || secondFiles.isEmpty()) {
      return new Logs.None(missing(firstFiles.isEmpty(), secondFiles.isEmpty()));
    }
    try (SideLog one = SideLog.read(firstFiles.get());
        SideLog other = SideLog.read(secondFiles.get())) {
      return compare(one, other);
    }
  }

  private static String missing(boolean isFirst, boolean isSecond) {
    if (isFirst && isSecond) {
      return "neither side has a log";
    }
    return (isFirst ? "A" : "B") + " has no log";
  }

  private Logs compare(SideLog one, SideLog other) throws IOException {
    Optional<Long> cluster = one.replay().owner().map(LogReplay.Owner::clusterId);
    Optional<Long> otherCluster = other.replay().owner().map(LogReplay.Owner::clusterId);
    if (!cluster.equals(otherCluster)) {
      return new Logs.None(
          "of two clusters, "
              + cluster.map(Long::toHexString).orElse("unknown")
              + " and "
              + otherCluster.map(Long::toHexString).orElse("unknown")
              + ": their indexes have nothing to do with each other");
    }
    LogComparison comparison =
        LogComparison.of(one.committed(applied(first)), other.committed(applied(second)));
    OptionalLong index = comparison.firstDivergent();
    Optional<LogPlace> here = Optional.empty();
    Optional<LogPlace> there = Optional.empty();
    if (index.isPresent()) {
      here = LogPlace.of(one.files().segments(), index.getAsLong());
      there = LogPlace.of(other.files().segments(), index.getAsLong());
    }
    return new Logs.Compared(comparison, here, there, damages(one, other));
  }

  private static List<String> damages(SideLog... logs) {
    List<String> damages = new ArrayList<>();
    for (SideLog log : logs) {
      log.damage().ifPresent(tail -> damages.add(tail.at() + ": " + tail.reason()));
    }
    return damages;
  }

  private static long applied(Side side) {
    return side.meta().consistentIndex().orElse(0);
  }
}
