package io.drydock.formats.member;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import io.drydock.formats.gojson.GoJsonWriter;
import java.util.List;

/**
 * The part of a member record that raft decides on; the v2 store keeps it under {@code
 * raftAttributes}.
 *
 * @param peerUrls where the other members reach it; empty in the context of a promotion, where JSON
 *     says {@code null}
 * @param isLearner whether it receives the log without a vote
 */
public record RaftAttributes(List<String> peerUrls, boolean isLearner) {

  /** No URL, a voter. */
  public static final RaftAttributes EMPTY = new RaftAttributes(List.of(), false);

  /** Copies the list. */
  public RaftAttributes {
    peerUrls = List.copyOf(peerUrls);
  }

  /**
   * Reads {@code {"peerURLs":[…],"isLearner":true}}.
   *
   * @throws CorruptFileException when it is not a JSON object or a known field has another type
   */
  public static RaftAttributes decode(Bytes json, Extent at) throws CorruptFileException {
    return MemberJson.decode(json, at).raft();
  }

  /** The bytes that etcd writes for it. */
  public Bytes encode() {
    var out = new GoJsonWriter(GoEscapes.SINCE_GO_1_22).beginObject();
    MemberJson.write(out, this);
    return out.endObject().toBytes();
  }
}
