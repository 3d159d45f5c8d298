package io.drydock.formats.member;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import io.drydock.formats.gojson.GoJsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What etcd attaches to a raft configuration change: the member record, and whether an AddNode adds
 * or promotes.
 *
 * <pre>{@code
 * add, bootstrap   {"id":N,"peerURLs":["…"],"isLearner":true,"name":"…"}
 * promote          {"id":N,"peerURLs":null,"isPromote":true}
 * update URLs      {"id":N,"peerURLs":["…"]}
 * remove           no context
 * }</pre>
 */
public sealed interface ConfChangeContext {

  /** No context: a removal. */
  record None() implements ConfChangeContext {}

  /**
   * A member record.
   *
   * @param member an added member whole, an updated one with its URLs, a promoted one with its id
   * @param isPromote whether an AddNode makes a learner a voter
   */
  record OfMember(MemberRecord member, boolean isPromote) implements ConfChangeContext {

    /** The record is required. */
    public OfMember {
      Objects.requireNonNull(member, "member");
    }
  }

  /**
   * Not a member record; etcd would panic on it.
   *
   * @param content the bytes
   * @param reason why they cannot be read
   */
  record Unreadable(Bytes content, String reason) implements ConfChangeContext {

    /** Both parts are required. */
    public Unreadable {
      Objects.requireNonNull(content, "content");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Reads the context; never fails. */
  static ConfChangeContext decode(Bytes context) {
    if (context.isEmpty()) {
      return new None();
    }
    try {
      MemberRecord read = MemberJson.decode(context);
      Map<String, String> others = new LinkedHashMap<>(read.otherFields());
      String isPromote = others.remove("isPromote");
      var member = new MemberRecord(read.id(), read.raft(), read.attributes(), others);
      return new OfMember(member, "true".equals(isPromote));
    } catch (MalformedJsonException malformed) {
      return new Unreadable(context, malformed.getMessage());
    }
  }

  /** The bytes that etcd attaches. */
  default Bytes encode() {
    return switch (this) {
      case None() -> Bytes.EMPTY;
      case Unreadable(Bytes content, _) -> content;
      case OfMember(MemberRecord member, boolean isPromote) -> {
        var out = new GoJsonWriter(GoEscapes.SINCE_GO_1_22).beginObject();
        MemberJson.write(out, member);
        if (isPromote) {
          out.key("isPromote").bool(true);
        }
        yield out.endObject().toBytes();
      }
    };
  }
}
