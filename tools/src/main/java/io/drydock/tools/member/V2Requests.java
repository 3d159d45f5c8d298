package io.drydock.tools.member;

import io.drydock.formats.Extent;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKind;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The requests of the v2 API in a log: etcd 3.6 takes two of them, by which members of 3.5 publish
 * themselves and the cluster version, and panics on all others; 3.7 panics on each.
 *
 * <p>Filled while the log is read, by one thread.
 */
public final class V2Requests {

  private static final Pattern KNOWN_TO_3_6 =
      Pattern.compile("/0/members/[0-9a-f]{1,16}/attributes|/0/version");

  private Optional<Last> last = Optional.empty();
  private Optional<Last> lastForeign = Optional.empty();

  /** None yet. */
  public V2Requests() {}

  /**
   * The last such request.
   *
   * @param raftIndex of its entry
   * @param at its record
   * @param what method and path
   */
  public record Last(long raftIndex, Extent at, String what) {}

  /** Takes in the cursor's record, in the order of the log. */
  public void record(WalCursor cursor) {
    if (cursor.type() != WalEnvelope.ENTRY) {
      return;
    }
    long index = cursor.entryIndex();
    last = last.filter(one -> Long.compareUnsigned(one.raftIndex(), index) < 0);
    lastForeign = lastForeign.filter(one -> Long.compareUnsigned(one.raftIndex(), index) < 0);
    if (cursor.record().value() instanceof WalRecord.EntryRecord entry) {
      RequestKind kind = EntryDecoder.peekKind(entry.entryType(), entry.payload());
      if (kind.isV2()) {
        EntryPayload payload = EntryDecoder.decode(entry.entryType(), entry.payload());
        payload.v2().ifPresent(request -> note(index, cursor.at(), request));
      }
    }
  }

  private void note(long index, Extent at, Request request) {
    String method = request.getMethod().toStringUtf8();
    String path = request.getPath().toStringUtf8();
    var found = Optional.of(new Last(index, at, (method + " " + path).trim()));
    last = found;
    if (!method.equals("PUT") || !KNOWN_TO_3_6.matcher(path).matches()) {
      lastForeign = found;
    }
  }

  /** The last one that 3.6 does not take, behind an index. */
  public Optional<Last> foreignTo36(long raftIndex) {
    return lastForeign.filter(one -> Long.compareUnsigned(one.raftIndex(), raftIndex) > 0);
  }

  /** The last one of any kind behind an index, on which 3.7 panics. */
  public Optional<Last> foreignTo37(long raftIndex) {
    return last.filter(one -> Long.compareUnsigned(one.raftIndex(), raftIndex) > 0);
  }
}
