package io.drydock.tools.member;

import com.google.protobuf.ByteString;
import io.drydock.formats.Located;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKind;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The entries of a log that concern the members: configuration changes, and what members publish of
 * themselves. The later of two entries of one index counts, and ends what was behind the earlier.
 *
 * <p>Filled in the order of the log, then asked, by one thread.
 */
public final class MembershipEntries {

  /** Far beyond the changes of any cluster; bounds the heap that a made-up log can take. */
  private static final int MAX_KEPT = 1 << 16;

  private static final ByteString CLUSTER_PATH = ByteString.copyFromUtf8("/0/");

  private final TreeMap<Long, Located<EntryPayload>> byIndex = new TreeMap<>(Long::compareUnsigned);
  private boolean isComplete = true;

  /** With no record read. */
  public MembershipEntries() {}

  /** Takes in the cursor's record. */
  public void add(WalCursor cursor) {
    if (!cursor.isDecoded() || cursor.type() != WalEnvelope.ENTRY) {
      return;
    }
    if (!byIndex.isEmpty()) {
      byIndex.tailMap(cursor.entryIndex(), true).clear();
    }
    if (cursor.record().value() instanceof WalRecord.EntryRecord entry && isOfMembers(entry)) {
      EntryPayload payload = EntryDecoder.decode(entry.entryType(), entry.payload());
      if (!(payload instanceof EntryPayload.V2Request(Request v2)) || isOfCluster(v2)) {
        keep(cursor.entryIndex(), new Located<>(cursor.at(), payload));
      }
    }
  }

  private static boolean isOfMembers(WalRecord.EntryRecord entry) {
    RequestKind kind = EntryDecoder.peekKind(entry.entryType(), entry.payload());
    return kind.isConfChange()
        || kind == RequestKind.CLUSTER_MEMBER_ATTR_SET
        || kind == RequestKind.V2_PUT;
  }

  private static boolean isOfCluster(Request v2) {
    return v2.getPath().startsWith(CLUSTER_PATH);
  }

  private void keep(long index, Located<EntryPayload> payload) {
    if (byIndex.size() == MAX_KEPT) {
      isComplete = false;
    } else {
      byIndex.put(index, payload);
    }
  }

  /** False when there were too many: those kept say nothing of the members then. */
  boolean isComplete() {
    return isComplete;
  }

  /** Those behind an index, up to another and including it; all as unsigned numbers. */
  SortedMap<Long, Located<EntryPayload>> between(long from, long to) {
    return Long.compareUnsigned(from, to) < 0
        ? byIndex.subMap(from, false, to, true)
        : new TreeMap<>();
  }
}
