package io.drydock.node.rpc.service;

import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.CompactionResponse;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeResponse;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.PutResponse;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.etcdserverpb.TxnResponse;
import io.drydock.node.RefusedException;
import io.drydock.node.engine.Engine;
import io.drydock.node.mvcc.KeyRequests;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.UnaryCall;

/** {@code etcdserverpb.KV}. */
final class KvService {

  private final Engine engine;
  private final Headers headers;
  private final int maxTxnOps;

  KvService(Engine engine, Headers headers, int maxTxnOps) {
    this.engine = engine;
    this.headers = headers;
    this.maxTxnOps = maxTxnOps;
  }

  Service service() {
    return Service.named("etcdserverpb.KV")
        .unary("Range", RangeRequest.getDefaultInstance(), this::range)
        .unary("Put", PutRequest.getDefaultInstance(), this::put)
        .unary("DeleteRange", DeleteRangeRequest.getDefaultInstance(), this::deleteRange)
        .unary("Txn", TxnRequest.getDefaultInstance(), this::txn)
        .unary("Compact", CompactionRequest.getDefaultInstance(), this::compact);
  }

  private void range(RangeRequest request, UnaryCall<RangeResponse> call) throws RefusedException {
    KeyRequests.check(request);
    if (request.getSerializable()) {
      answer(request, call);
    } else {
      engine.linearize(new OnLoop<>(call, _ -> answer(request, call)));
    }
  }

  private void answer(RangeRequest request, UnaryCall<RangeResponse> call) throws RefusedException {
    RangeResponse response = engine.ask(view -> view.range(request));
    long revision = response.getHeader().getRevision();
    call.reply(response.toBuilder().setHeader(headers.at(revision)).build());
  }

  private void put(PutRequest request, UnaryCall<PutResponse> call) throws RefusedException {
    KeyRequests.check(request);
    engine.propose(
        InternalRaftRequest.newBuilder().setPut(request),
        new OnLoop<>(
            call,
            done -> {
              var response = (PutResponse) done.response();
              call.reply(response.toBuilder().setHeader(headers.at(done.revision())).build());
            }));
  }

  private void deleteRange(DeleteRangeRequest request, UnaryCall<DeleteRangeResponse> call)
      throws RefusedException {
    KeyRequests.check(request);
    engine.propose(
        InternalRaftRequest.newBuilder().setDeleteRange(request),
        new OnLoop<>(
            call,
            done -> {
              var response = (DeleteRangeResponse) done.response();
              call.reply(response.toBuilder().setHeader(headers.at(done.revision())).build());
            }));
  }

  private void txn(TxnRequest request, UnaryCall<TxnResponse> call) throws RefusedException {
    KeyRequests.check(request, maxTxnOps);
    if (!KeyRequests.isReadOnly(request)) {
      engine.propose(
          InternalRaftRequest.newBuilder().setTxn(request),
          new OnLoop<>(
              call,
              done -> {
                var response = (TxnResponse) done.response();
                call.reply(response.toBuilder().setHeader(headers.at(done.revision())).build());
              }));
    } else if (KeyRequests.isSerializable(request)) {
      answer(request, call);
    } else {
      engine.linearize(new OnLoop<>(call, _ -> answer(request, call)));
    }
  }

  private void answer(TxnRequest request, UnaryCall<TxnResponse> call) throws RefusedException {
    TxnResponse response = engine.ask(view -> view.txn(request));
    long revision = response.getHeader().getRevision();
    call.reply(response.toBuilder().setHeader(headers.at(revision)).build());
  }

  private void compact(CompactionRequest request, UnaryCall<CompactionResponse> call) {
    engine.compact(
        request,
        new OnLoop<>(
            call,
            done -> {
              var response = (CompactionResponse) done.response();
              call.reply(response.toBuilder().setHeader(headers.at(done.revision())).build());
            }));
  }
}
