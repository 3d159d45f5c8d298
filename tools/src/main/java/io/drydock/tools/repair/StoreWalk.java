package io.drydock.tools.repair;

import io.drydock.formats.apply.Voters;
import io.drydock.formats.member.Membership;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.v2store.V2Replay;
import io.drydock.formats.v2store.V2Result;
import io.drydock.formats.v2store.V2Store;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.tools.member.Beginnings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Brings the v2 store and raft's members from a {@code .snap} file up to the entry that the
 * database has applied, through what can be read of the log.
 */
final class StoreWalk implements WalCheck.Observer {

  private final V2Replay store;
  private final Voters voters;
  private final EntryFates fates;
  private final long target;
  private final LongPredicate isDoubtful;
  private final List<Range> missing = new ArrayList<>();
  private Optional<String> fatal = Optional.empty();
  private long next;

  /**
   * From there.
   *
   * @param fates of the entries behind it
   * @param target the last entry that is taken; u64
   * @param isDoubtful of entries that are passed over, as those that cannot be read
   */
  StoreWalk(Beginnings start, EntryFates fates, long target, LongPredicate isDoubtful) {
    this.store = start.beginning().store();
    this.voters = new Voters(start.beginning().confState());
    this.fates = fates;
    this.target = target;
    this.isDoubtful = isDoubtful;
    this.next = start.raftIndex() + 1;
  }

  @Override
  public void record(int ordinal, WalCursor cursor) {
    if (cursor.type() != WalEnvelope.ENTRY
        || isDoubtful.test(cursor.entryIndex())
        || Long.compareUnsigned(cursor.entryIndex(), target) > 0
        || fates.of(ordinal, cursor.offset(), cursor.entryIndex()) != EntryFates.Fate.COMMITTED) {
      return;
    }
    Range.of(next, cursor.entryIndex() - 1).ifPresent(missing::add);
    next = cursor.entryIndex() + 1;
    if (cursor.record().value() instanceof WalRecord.EntryRecord entry) {
      apply(EntryDecoder.decode(entry.entryType(), entry.payload()));
    }
  }

  private void apply(EntryPayload payload) {
    Optional<V2Result> result = store.apply(payload);
    if (result.isEmpty()) {
      return;
    }
    switch (result.get()) {
      case V2Result.Done _, V2Result.Accepted _ -> {
        if (payload instanceof EntryPayload.ConfigChange(var change, _)) {
          voters.apply(change);
        }
      }
      case V2Result.Failed _, V2Result.Refused _ -> {
        // As on every member.
      }
      case V2Result.Fatal(String reason) -> fatal = fatal.or(() -> Optional.of(reason));
    }
  }

  /** Ends it; entries that the log has not are missing. */
  void finish() {
    Range.of(next, target).ifPresent(missing::add);
  }

  /** Entries on the way that could not be read. */
  List<Range> missing() {
    return List.copyOf(missing);
  }

  /** Why a server would stop at one of them. */
  Optional<String> fatal() {
    return fatal;
  }

  Membership membership() {
    return store.membership();
  }

  V2Store store() {
    return store.store();
  }

  ConfState confState() {
    return voters.confState();
  }
}
