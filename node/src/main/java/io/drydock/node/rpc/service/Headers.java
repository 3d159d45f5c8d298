package io.drydock.node.rpc.service;

import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.node.engine.Engine;

/** The headers of responses: which cluster and member answer, at which revision and term. */
final class Headers {

  private final Engine engine;
  private final long clusterId;
  private final long memberId;

  Headers(Engine engine) {
    this.engine = engine;
    this.clusterId = engine.clusterId().value();
    this.memberId = engine.memberId().value();
  }

  /** With a revision that the answer stands for. */
  ResponseHeader at(long revision) {
    return ResponseHeader.newBuilder()
        .setClusterId(clusterId)
        .setMemberId(memberId)
        .setRevision(revision)
        .setRaftTerm(engine.status().term())
        .build();
  }

  /** With the revision of the store now. */
  ResponseHeader now() {
    return at(engine.view().revision());
  }

  /** Without a revision, as the cluster's service answers. */
  ResponseHeader withoutRevision() {
    return at(0);
  }
}
