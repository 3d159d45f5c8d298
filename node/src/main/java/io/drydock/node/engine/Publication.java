package io.drydock.node.engine;

import com.google.protobuf.ByteString;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.etcdserverpb.Request;

/**
 * What a member says of itself through the log, in the form of etcd 3.5: requests to the v2 store,
 * which 3.4 and 3.6 understand as well.
 */
final class Publication {

  private Publication() {}

  /** Name and client URLs. */
  static Request attributes(long id, MemberId member, MemberAttributes attributes) {
    return put(
        id, "/0/members/" + member.hex() + "/attributes", attributes.encode().toByteString());
  }

  /** The version that all members have at least. */
  static Request version(long id, String version) {
    return put(id, "/0/version", ByteString.copyFromUtf8(version));
  }

  /** All fields are written, whatever they hold, but for the two that can be absent. */
  private static Request put(long id, String path, ByteString value) {
    return Request.newBuilder()
        .setID(id)
        .setMethod(ByteString.copyFromUtf8("PUT"))
        .setPath(ByteString.copyFromUtf8(path))
        .setVal(value)
        .setDir(false)
        .setPrevValue(ByteString.EMPTY)
        .setPrevIndex(0)
        .setExpiration(0)
        .setWait(false)
        .setSince(0)
        .setRecursive(false)
        .setSorted(false)
        .setQuorum(false)
        .setTime(0)
        .setStream(false)
        .build();
  }
}
