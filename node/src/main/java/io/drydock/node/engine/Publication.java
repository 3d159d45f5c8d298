package io.drydock.node.engine;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.membershippb.Attributes;
import io.drydock.formats.proto.membershippb.ClusterMemberAttrSetRequest;
import java.util.Optional;

/**
 * What a member says of itself through the log: by requests to the v2 store, as 3.4 and 3.5 do; by
 * requests of their own in a cluster that has agreed on 3.6 or later, as servers of those do, for
 * 3.7 cannot read the former.
 */
final class Publication {

  private Publication() {}

  /** Whether the cluster has agreed on a version that no longer knows the v2 store. */
  static boolean isBeyondV2(Optional<String> clusterVersion) {
    return clusterVersion
        .flatMap(EtcdVersion::parse)
        .filter(agreed -> agreed.isAtLeast(3, 6, 0))
        .isPresent();
  }

  /** Name and client URLs, in the form since 3.6. */
  static InternalRaftRequest.Builder attributes(MemberId member, MemberAttributes attributes) {
    var said =
        Attributes.newBuilder()
            .setName(attributes.name())
            .addAllClientUrls(attributes.clientUrls());
    return InternalRaftRequest.newBuilder()
        .setClusterMemberAttrSet(
            ClusterMemberAttrSetRequest.newBuilder()
                .setMemberID(member.value())
                .setMemberAttributes(said));
  }

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
