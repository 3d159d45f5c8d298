package io.drydock.node.mvcc;

import io.drydock.formats.apply.CompareRule;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads of the key space as it is at one moment.
 *
 * @param index what keys there are
 * @param revision main revision of that moment
 * @param compactRevision up to where history is gone
 * @param records of the revisions that the index names
 */
record KeyReads(KeyIndex.View index, long revision, long compactRevision, RecordSource records) {

  private static final long UNLIMITED = Long.MAX_VALUE;

  /** Revisions of keys that were found, and how many there are in all. */
  private static final class Found {
    private static final int PAIR = 2;
    private long[] pairs = new long[PAIR];
    private int size;
    private long total;

    void add(KeyEntry entry, int ordinal) {
      if (size * PAIR == pairs.length) {
        pairs = Arrays.copyOf(pairs, Math.max(16 * PAIR, 2 * pairs.length));
      }
      pairs[size * PAIR] = entry.main(ordinal);
      pairs[size * PAIR + 1] = entry.sub(ordinal);
      size++;
    }

    long main(int place) {
      return pairs[place * PAIR];
    }

    long sub(int place) {
      return pairs[place * PAIR + 1];
    }
  }

  /**
   * Answers a range request.
   *
   * @throws RefusedException for a revision that is compacted or still to come
   * @throws RecordGone when a compaction has taken a record since the index was as it is here
   */
  RangeResponse range(RangeRequest request) throws RefusedException, RecordGone {
    long at = readable(request.getRevision());
    var bounds = KeyBounds.of(request.getKey(), request.getRangeEnd());
    var response =
        RangeResponse.newBuilder()
            .setHeader(ResponseHeader.newBuilder().setRevision(revision).build());
    Found found = find(bounds, at, request.getCountOnly() ? 0 : needed(request));
    List<KeyValue> keyValues = RecordLoad.all(records, found.pairs, found.size);
    if (hasFilter(request)) {
      keyValues.removeIf(each -> isFiltered(request, each));
    }
    Optional<Comparator<KeyValue>> order = order(request);
    order.ifPresent(keyValues::sort);
    long limit = request.getLimit();
    if (limit > 0 && keyValues.size() > limit) {
      keyValues = keyValues.subList(0, (int) limit);
      response.setMore(true);
    }
    if (request.getKeysOnly()) {
      keyValues.replaceAll(each -> each.toBuilder().clearValue().build());
    }
    return response.addAllKvs(keyValues).setCount(found.total).build();
  }

  /** The main revision to read at; 0 or less asks for the newest. */
  private long readable(long asked) throws RefusedException {
    if (asked > revision) {
      throw new RefusedException(EtcdError.FUTURE_REVISION);
    }
    long at = asked <= 0 ? revision : asked;
    if (at < compactRevision) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    return at;
  }

  /** Whether an inner read of a transaction may be carried out: another rule than a lone read's. */
  void checkInnerRead(RangeRequest request) throws RefusedException {
    long asked = request.getRevision();
    if (asked == 0) {
      return;
    }
    if (asked > revision) {
      throw new RefusedException(EtcdError.FUTURE_REVISION);
    }
    if (asked < compactRevision) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
  }

  /** How many records a request wants loaded: one more than it answers, to know of more. */
  private static long needed(RangeRequest request) {
    boolean isCutLater =
        request.getSortOrder() != RangeRequest.SortOrder.NONE || hasFilter(request);
    long limit = request.getLimit();
    return isCutLater || limit <= 0 || limit == Long.MAX_VALUE ? UNLIMITED : limit + 1;
  }

  private Found find(KeyBounds bounds, long at, long most) {
    var found = new Found();
    index.walk(
        bounds,
        entry -> {
          int ordinal = entry.aliveAt(at);
          if (ordinal >= 0) {
            found.total++;
            if (found.size < most) {
              found.add(entry, ordinal);
            }
          }
          return true;
        });
    return found;
  }

  private static boolean hasFilter(RangeRequest request) {
    return (request.getMinModRevision()
            | request.getMaxModRevision()
            | request.getMinCreateRevision()
            | request.getMaxCreateRevision())
        != 0;
  }

  private static boolean isFiltered(RangeRequest request, KeyValue each) {
    return isOutside(
            each.getModRevision(), request.getMinModRevision(), request.getMaxModRevision())
        || isOutside(
            each.getCreateRevision(),
            request.getMinCreateRevision(),
            request.getMaxCreateRevision());
  }

  private static boolean isOutside(long value, long min, long max) {
    return max != 0 && value > max || min != 0 && value < min;
  }

  /** Empty where the order of the index is what was asked for. */
  private static Optional<Comparator<KeyValue>> order(RangeRequest request) {
    boolean isDescending = request.getSortOrder() == RangeRequest.SortOrder.DESCEND;
    if (request.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED
        || request.getSortTarget() == RangeRequest.SortTarget.KEY && !isDescending) {
      return Optional.empty();
    }
    Comparator<KeyValue> ascending =
        switch (request.getSortTarget()) {
          case KEY -> Comparator.comparing(KeyValue::getKey, KeyRequests.BYTEWISE);
          case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
          case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
          case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
          case VALUE -> Comparator.comparing(KeyValue::getValue, KeyRequests.BYTEWISE);
          case UNRECOGNIZED -> throw new IllegalArgumentException("an unchecked sort target");
        };
    return Optional.of(isDescending ? ascending.reversed() : ascending);
  }

  /**
   * The record of a key at a main revision that is not compacted; empty when the key is not alive
   * there.
   */
  Optional<KeyValue> get(byte[] key, long at) throws RecordGone {
    KeyEntry entry = index.get(key);
    int ordinal = entry == null ? -1 : entry.aliveAt(at);
    return ordinal < 0
        ? Optional.empty()
        : Optional.of(records.get(entry.main(ordinal), entry.sub(ordinal)));
  }

  /** Whether a comparison holds now: for every key in its range, and else for an absent one. */
  boolean holds(Compare compare) throws RecordGone {
    Found found = find(KeyBounds.of(compare.getKey(), compare.getRangeEnd()), revision, UNLIMITED);
    if (found.size == 0) {
      return CompareRule.holdsForAbsent(compare);
    }
    for (int i = 0; i < found.size; i++) {
      if (!CompareRule.holds(compare, records.get(found.main(i), found.sub(i)))) {
        return false;
      }
    }
    return true;
  }
}
