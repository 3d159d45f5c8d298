package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKind;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Alarms that the log raises behind the applied index of the database: a server that starts applies
 * these entries, so that clearing the database would be in vain. In 3.4 that is so even when the
 * database has the alarm: only writes of keys move its applied index.
 *
 * <p>The later of two entries of one index counts, and ends what was behind the earlier.
 */
final class LoggedAlarms {

  private final long appliedIndex;
  private final Predicate<BackendRow.Alarm> wanted;
  private final TreeMap<Long, Located<AlarmRequest>> byIndex = new TreeMap<>(Long::compareUnsigned);

  private LoggedAlarms(long appliedIndex, Predicate<BackendRow.Alarm> wanted) {
    this.appliedIndex = appliedIndex;
    this.wanted = wanted;
  }

  /**
   * Reads the log of a data directory.
   *
   * @return why the database cannot be cleared: a server that starts here would raise an alarm
   *     again
   */
  static Optional<String> raised(RewriteSource source, Predicate<BackendRow.Alarm> wanted)
      throws IOException, FormatException {
    long applied = BackendState.read(source.db().view()).meta().consistentIndex().orElse(0);
    var alarms = new LoggedAlarms(applied, wanted);
    WalDirectory log = WalDirectory.list(source.walFolder().orElseThrow());
    if (log.segments().isEmpty()) {
      return Optional.empty();
    }
    try (WalChain chain = WalChain.open(log.segments())) {
      while (chain.advance()) {
        alarms.add(chain.cursor());
      }
    }
    return alarms.last().entrySet().stream()
        .findFirst()
        .map(last ->
            ("%s: entry %s raises %s, and the database counts as applied up to %s: a server that"
                    + " starts here raises it again. Start the member, then `etcdctl alarm disarm`")
                .formatted(
                    last.getValue().at(),
                    Long.toUnsignedString(last.getKey()),
                    alarm(last.getValue().value()).kindName(),
                    Long.toUnsignedString(applied)));
  }

  private void add(WalCursor cursor) {
    if (!cursor.isDecoded() || cursor.type() != WalEnvelope.ENTRY) {
      return;
    }
    byIndex.tailMap(cursor.entryIndex(), true).clear();
    if (Long.compareUnsigned(cursor.entryIndex(), appliedIndex) > 0
        && cursor.record().value() instanceof WalRecord.EntryRecord entry
        && EntryDecoder.peekKind(entry.entryType(), entry.payload()) == RequestKind.ALARM
        && EntryDecoder.decode(entry.entryType(), entry.payload())
            instanceof EntryPayload.InternalRequest(var request)
        && wanted.test(alarm(request.getAlarm()))) {
      byIndex.put(cursor.entryIndex(), new Located<>(cursor.at(), request.getAlarm()));
    }
  }

  private static BackendRow.Alarm alarm(AlarmRequest request) {
    return new BackendRow.Alarm(new MemberId(request.getMemberID()), request.getAlarmValue());
  }

  /** The last word on each alarm, where that raises it; by index. */
  private Map<Long, Located<AlarmRequest>> last() {
    Map<BackendRow.Alarm, Long> raised = new HashMap<>();
    byIndex.forEach((index, request) -> {
      switch (request.value().getAction()) {
        case ACTIVATE -> raised.put(alarm(request.value()), index);
        case DEACTIVATE -> raised.remove(alarm(request.value()));
        default -> {
          // A question; servers do not log it.
        }
      }
    });
    var last = new TreeMap<>(byIndex);
    last.values().retainAll(raised.values().stream().map(byIndex::get).toList());
    return last;
  }
}
