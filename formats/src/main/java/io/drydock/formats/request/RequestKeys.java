package io.drydock.formats.request;

import io.drydock.formats.bytes.Bytes;
import java.util.List;
import java.util.Objects;

/**
 * Which keys and leases an entry concerns; operations of both outcomes of a txn are listed, at any
 * depth, for the log does not tell which one came to pass.
 *
 * @param touches v3 keys and ranges, in the order of the request
 * @param leases ids of leases that the request names, in its order, without 0
 * @param v2Paths paths in the v2 store, with the leading {@code /0}, {@code /1} or {@code /2}
 */
public record RequestKeys(List<Touch> touches, List<Long> leases, List<Bytes> v2Paths) {

  /** Nothing concerned. */
  public static final RequestKeys NONE = new RequestKeys(List.of(), List.of(), List.of());

  /** How a request concerns keys. */
  public enum Access {
    /** Reads them. */
    READ,
    /** Writes the key. */
    PUT,
    /** Deletes them. */
    DELETE,
    /** Makes a txn depend on them. */
    COMPARE,
    /** Gives a role access to them, or takes it. */
    PERMISSION
  }

  /**
   * One key or range that a request concerns.
   *
   * @param access how
   * @param range which
   * @param valueBytes size of the value that is written or compared with; 0 without one
   */
  public record Touch(Access access, KeyRange range, int valueBytes) {

    /** Access and range are required. */
    public Touch {
      Objects.requireNonNull(access, "access");
      Objects.requireNonNull(range, "range");
    }
  }

  /** Copies the lists. */
  public RequestKeys {
    touches = List.copyOf(touches);
    leases = List.copyOf(leases);
    v2Paths = List.copyOf(v2Paths);
  }

  /** What this entry concerns. */
  public static RequestKeys of(EntryPayload payload) {
    return KeyCollector.collect(payload);
  }

  /** True when some key of the range is concerned. */
  public boolean touches(KeyRange range) {
    return touches.stream().anyMatch(touch -> touch.range().overlaps(range));
  }

  /** True when the lease is named. */
  public boolean namesLease(long lease) {
    return leases.contains(lease);
  }
}
