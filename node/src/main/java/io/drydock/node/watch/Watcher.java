package io.drydock.node.watch;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest.FilterType;
import io.drydock.formats.proto.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;

/** One watcher of a stream. */
final class Watcher {

  /** Where a watcher stands. */
  enum State {
    /** It has been sent everything; it is in the index and hears of each change. */
    SYNCED,
    /** It reads history from its next revision on. */
    UNSYNCED,
    /** As unsynced, but its stream takes nothing now. */
    WAITING,
    /** What it wanted next was compacted: it is over, but its id is taken. */
    COMPACTED
  }

  final WatchStream stream;
  final long watchId;
  final ByteString start;

  /** The first key behind; empty for no end. */
  final ByteString end;

  final boolean isSingle;
  final long startRevision;
  final boolean wantsPrevious;
  final boolean mayFragment;
  final boolean wantsProgress;
  private final boolean skipsPuts;
  private final boolean skipsDeletions;

  /** The first main revision of which nothing was sent. */
  long nextRevision;

  State state;

  /** No events were sent since it was told of progress, or would have been. */
  boolean isQuiet = true;

  /** Events that are being gathered for it. */
  final List<Event> gathered = new ArrayList<>(1);

  Watcher(WatchStream stream, long watchId, WatchCreateRequest request) {
    this.stream = stream;
    this.watchId = watchId;
    this.start = startOf(request);
    this.isSingle = request.getRangeEnd().isEmpty();
    this.end = isEndless(request.getRangeEnd()) ? ByteString.EMPTY : request.getRangeEnd();
    this.startRevision = request.getStartRevision();
    this.wantsPrevious = request.getPrevKv();
    this.mayFragment = request.getFragment();
    this.wantsProgress = request.getProgressNotify();
    this.skipsPuts = request.getFiltersList().contains(FilterType.NOPUT);
    this.skipsDeletions = request.getFiltersList().contains(FilterType.NODELETE);
  }

  /** Without a key: from the smallest one. */
  static ByteString startOf(WatchCreateRequest request) {
    return request.getKey().isEmpty() ? WatchStream.ZERO : request.getKey();
  }

  static boolean isEndless(ByteString rangeEnd) {
    return rangeEnd.equals(WatchStream.ZERO);
  }

  /** True when it does not want to be told of a change of this kind. */
  boolean isFiltered(boolean isDeletion) {
    return isDeletion ? skipsDeletions : skipsPuts;
  }
}
