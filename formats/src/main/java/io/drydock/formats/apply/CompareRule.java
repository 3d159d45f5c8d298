package io.drydock.formats.apply;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.mvccpb.KeyValue;

/**
 * What a comparison of a transaction says of one key.
 *
 * <p>The same in etcd 3.4 to 3.7 (server/etcdserver/txn, applyCompare). A comparison of a range
 * holds when it holds for every key in it; a range without keys counts as one absent key.
 */
public final class CompareRule {

  private CompareRule() {}

  /** True when it holds for a key that is not there. */
  public static boolean holdsForAbsent(Compare compare) {
    // A value can be empty, so no value is equal, greater or less than that of an absent key.
    return compare.getTarget() != Compare.CompareTarget.VALUE
        && holds(compare, KeyValue.getDefaultInstance());
  }

  /** True when it holds for a key that is there. */
  public static boolean holds(Compare compare, KeyValue current) {
    int order = order(compare, current);
    return switch (compare.getResult()) {
      case EQUAL -> order == 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
      case NOT_EQUAL -> order != 0;
      case UNRECOGNIZED -> true;
    };
  }

  private static int order(Compare compare, KeyValue current) {
    return switch (compare.getTarget()) {
      case VERSION -> Long.compare(current.getVersion(), compare.getVersion());
      case CREATE -> Long.compare(current.getCreateRevision(), compare.getCreateRevision());
      case MOD -> Long.compare(current.getModRevision(), compare.getModRevision());
      case VALUE ->
          ByteString.unsignedLexicographicalComparator()
              .compare(current.getValue(), compare.getValue());
      case LEASE -> Long.compare(current.getLease(), compare.getLease());
      case UNRECOGNIZED -> 0;
    };
  }
}
