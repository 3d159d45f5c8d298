package io.drydock.tools.wal.request;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;

/** What a later release may write. */
final class UnknownFields {

  /** Field 5000: the bytes {@code new}. */
  static final InternalRaftRequest REQUEST = parse("c2b802036e6577");

  private UnknownFields() {}

  private static InternalRaftRequest parse(String hex) {
    try {
      return InternalRaftRequest.parseFrom(Bytes.ofHex(hex).toByteArray());
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
