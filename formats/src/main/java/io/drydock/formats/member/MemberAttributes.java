package io.drydock.formats.member;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import io.drydock.formats.gojson.GoJsonWriter;
import java.util.List;
import java.util.Objects;

/**
 * The part of a member record that the member publishes of itself at each start; the v2 store keeps
 * it under {@code attributes}.
 *
 * @param name empty: the member was added but has not started yet
 * @param clientUrls where clients reach it
 */
public record MemberAttributes(String name, List<String> clientUrls) {

  /** Nothing published. */
  public static final MemberAttributes EMPTY = new MemberAttributes("", List.of());

  /** Copies the list. */
  public MemberAttributes {
    Objects.requireNonNull(name, "name");
    clientUrls = List.copyOf(clientUrls);
  }

  /**
   * Reads {@code {"name":"…","clientURLs":[…]}}.
   *
   * @throws CorruptFileException when it is not a JSON object or a known field has another type
   */
  public static MemberAttributes decode(Bytes json, Extent at) throws CorruptFileException {
    return MemberJson.decode(json, at).attributes();
  }

  /** The bytes that etcd writes for it. */
  public Bytes encode() {
    var out = new GoJsonWriter(GoEscapes.SINCE_GO_1_22).beginObject();
    MemberJson.write(out, this);
    return out.endObject().toBytes();
  }
}
