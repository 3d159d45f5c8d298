package io.drydock.node.rpc.service;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.etcdserverpb.TxnResponse;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.formats.proto.v3lockpb.LockRequest;
import io.drydock.formats.proto.v3lockpb.LockResponse;
import io.drydock.formats.proto.v3lockpb.UnlockRequest;
import io.drydock.formats.proto.v3lockpb.UnlockResponse;
import io.drydock.node.RefusedException;
import io.drydock.node.engine.Engine;
import io.drydock.node.mvcc.KeyRequests;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.UnaryCall;
import java.util.List;

/**
 * {@code v3lockpb.Lock}: a lock is held by the oldest key of its name, {@code NAME/LEASE} with the
 * lease in hex (etcd 3.5, client/v3/concurrency/mutex.go).
 */
final class LockService {

  private final Engine engine;
  private final Headers headers;

  LockService(Engine engine, Headers headers) {
    this.engine = engine;
    this.headers = headers;
  }

  Service service() {
    return Service.named("v3lockpb.Lock")
        .unary("Lock", LockRequest.getDefaultInstance(), this::lock)
        .unary("Unlock", UnlockRequest.getDefaultInstance(), this::unlock);
  }

  private void lock(LockRequest request, UnaryCall<LockResponse> call) {
    var recipe = new Recipe(engine, call);
    recipe.session(request.getLease(), lease -> acquire(recipe, request.getName(), lease, call));
  }

  private void acquire(Recipe recipe, ByteString name, long lease, UnaryCall<LockResponse> call) {
    ByteString prefix = Recipe.prefix(name);
    ByteString key = Recipe.key(name, lease);
    RequestOp owner = RequestOp.newBuilder().setRequestRange(Recipe.oldest(prefix)).build();
    var txn =
        TxnRequest.newBuilder()
            .addCompare(Recipe.createdAt(key, 0))
            .addSuccess(Recipe.put(key, ByteString.EMPTY, lease))
            .addSuccess(owner)
            .addFailure(Recipe.get(key))
            .addFailure(owner);
    call.onAbandoned(() -> {
      recipe.stopWaiting();
      giveUp(key);
    });
    recipe.txn(txn, response -> wait(recipe, prefix, key, response, call));
  }

  private void wait(
      Recipe recipe,
      ByteString prefix,
      ByteString key,
      TxnResponse response,
      UnaryCall<LockResponse> call) {
    long mine =
        response.getSucceeded()
            ? response.getHeader().getRevision()
            : response.getResponses(0).getResponseRange().getKvs(0).getCreateRevision();
    List<KeyValue> owner = response.getResponses(1).getResponseRange().getKvsList();
    if (owner.isEmpty() || owner.getFirst().getCreateRevision() == mine) {
      held(key, response.getHeader().getRevision(), call);
      return;
    }
    recipe.awaitGone(
        prefix,
        mine - 1,
        _ ->
            recipe.range(
                RangeRequest.newBuilder().setKey(key).build(),
                found -> {
                  if (found.getKvsCount() == 0) {
                    recipe.fail("mutex: session is expired");
                  } else {
                    held(key, found.getHeader().getRevision(), call);
                  }
                }));
  }

  private void held(ByteString key, long revision, UnaryCall<LockResponse> call) {
    call.reply(LockResponse.newBuilder().setHeader(headers.at(revision)).setKey(key).build());
  }

  /** Who does not wait any more must not get the lock later. */
  private void giveUp(ByteString key) {
    var delete = DeleteRangeRequest.newBuilder().setKey(key);
    engine.propose(InternalRaftRequest.newBuilder().setDeleteRange(delete), Nobody.reply());
  }

  private void unlock(UnlockRequest request, UnaryCall<UnlockResponse> call) {
    var recipe = new Recipe(engine, call);
    var delete = DeleteRangeRequest.newBuilder().setKey(request.getKey()).build();
    try {
      KeyRequests.check(delete);
    } catch (RefusedException refused) {
      recipe.fail(refused.error().text());
      return;
    }
    recipe.propose(
        InternalRaftRequest.newBuilder().setDeleteRange(delete),
        done ->
            call.reply(UnlockResponse.newBuilder().setHeader(headers.at(done.revision())).build()));
  }
}
