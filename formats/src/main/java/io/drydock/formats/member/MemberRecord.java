package io.drydock.formats.member;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import io.drydock.formats.gojson.GoJsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One member as etcd keeps it: JSON in the backend's bucket {@code members} and in the context of a
 * configuration change.
 *
 * <pre>{@code
 * {"id":9495768487014668427,"peerURLs":["http://10.0.0.1:2380"],"isLearner":true,
 *  "name":"m1","clientURLs":["http://10.0.0.1:2379"]}
 * }</pre>
 *
 * <p>{@code isLearner}, {@code name} and {@code clientURLs} are left out when false or empty;
 * {@code peerURLs} is {@code null} when empty. Ids go up to 2^64-1. The form is the same in etcd
 * 3.4 to 3.7.
 *
 * @param id of the member
 * @param raft what raft decides on
 * @param attributes what the member publishes
 * @param otherFields fields that no known release writes, as JSON by name, in their order
 */
public record MemberRecord(
    MemberId id,
    RaftAttributes raft,
    MemberAttributes attributes,
    Map<String, String> otherFields) {

  /** Copies the map. */
  public MemberRecord {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(raft, "raft");
    Objects.requireNonNull(attributes, "attributes");
    otherFields = Collections.unmodifiableMap(new LinkedHashMap<>(otherFields));
  }

  /** A record without unknown fields. */
  public MemberRecord(MemberId id, RaftAttributes raft, MemberAttributes attributes) {
    this(id, raft, attributes, Map.of());
  }

  /**
   * Reads the JSON; absent fields are empty, of a field given twice the last one counts.
   *
   * @param at what a failure names
   * @throws CorruptFileException when it is not a JSON object, a known field has another type, or
   *     the id is no u64
   */
  public static MemberRecord decode(Bytes json, Extent at) throws CorruptFileException {
    return MemberJson.decode(json, at);
  }

  /** The bytes that etcd writes for it; unknown fields come last. */
  public Bytes encode() {
    var out = new GoJsonWriter(GoEscapes.SINCE_GO_1_22).beginObject();
    MemberJson.write(out, this);
    return out.endObject().toBytes();
  }

  /** True once the member has published its name. */
  public boolean isStarted() {
    return !attributes.name().isEmpty();
  }

  /** The same member with other raft attributes. */
  public MemberRecord with(RaftAttributes changed) {
    return new MemberRecord(id, changed, attributes, otherFields);
  }

  /** The same member with other published attributes. */
  public MemberRecord with(MemberAttributes changed) {
    return new MemberRecord(id, raft, changed, otherFields);
  }
}
