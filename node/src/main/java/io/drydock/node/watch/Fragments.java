package io.drydock.node.watch;

import com.google.protobuf.CodedOutputStream;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.drydock.formats.proto.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;

/** Splits a response whose events are too large together. Source: etcd 3.5, sendFragments. */
final class Fragments {

  private Fragments() {}

  /**
   * The pieces, in order; each but the last says that more follows. A piece is smaller than the
   * limit, unless one event alone is not.
   */
  static List<WatchResponse> of(WatchResponse whole, int limitBytes) {
    if (whole.getEventsCount() < 2 || whole.getSerializedSize() < limitBytes) {
      return List.of(whole);
    }
    WatchResponse empty = whole.toBuilder().clearEvents().setFragment(true).build();
    List<WatchResponse> pieces = new ArrayList<>();
    var piece = empty.toBuilder();
    int bytes = empty.getSerializedSize();
    for (Event event : whole.getEventsList()) {
      int more = CodedOutputStream.computeMessageSize(WatchResponse.EVENTS_FIELD_NUMBER, event);
      if (piece.getEventsCount() > 0 && bytes + more >= limitBytes) {
        pieces.add(piece.build());
        piece = empty.toBuilder();
        bytes = empty.getSerializedSize();
      }
      piece.addEvents(event);
      bytes += more;
    }
    pieces.add(piece.setFragment(false).build());
    return pieces;
  }
}
