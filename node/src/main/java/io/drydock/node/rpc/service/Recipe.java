package io.drydock.node.rpc.service;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantResponse;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.etcdserverpb.TxnResponse;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.formats.proto.mvccpb.Event;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.apply.Done;
import io.drydock.node.engine.Engine;
import io.drydock.node.engine.Reply;
import io.drydock.node.engine.WatchClient;
import io.drydock.node.mvcc.KeyRequests;
import io.drydock.node.rpc.grpc.Call;
import io.drydock.node.rpc.grpc.GrpcStatus;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One call of the lock or election service: what its steps have in common. They are a client's
 * recipes over keys, so an error of a step reaches the caller with its text and the code Unknown,
 * as etcd's own client gives it to etcd's server.
 */
final class Recipe {

  private static final int MAX_OPS = 128;

  private final Engine engine;
  private final Call call;
  private Optional<WatchClient> waiting = Optional.empty();

  Recipe(Engine engine, Call call) {
    this.engine = engine;
    this.call = call;
  }

  /** The key of a session among those of one name. */
  static ByteString key(ByteString name, long lease) {
    return prefix(name).concat(ByteString.copyFromUtf8(Long.toHexString(lease)));
  }

  /** What the keys of a name begin with. */
  static ByteString prefix(ByteString name) {
    return name.concat(ByteString.copyFromUtf8("/"));
  }

  /** Behind the last key that begins so; the prefix ends with a slash. */
  static ByteString end(ByteString prefix) {
    byte[] end = prefix.toByteArray();
    end[end.length - 1]++;
    return ByteString.copyFrom(end);
  }

  /** Whether the key was created at this revision; 0: whether it is not there. */
  static Compare createdAt(ByteString key, long revision) {
    return Compare.newBuilder()
        .setKey(key)
        .setTarget(Compare.CompareTarget.CREATE)
        .setResult(Compare.CompareResult.EQUAL)
        .setCreateRevision(revision)
        .build();
  }

  static RequestOp put(ByteString key, ByteString value, long lease) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease))
        .build();
  }

  static RequestOp get(ByteString key) {
    return RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key)).build();
  }

  static RequestOp delete(ByteString key) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
        .build();
  }

  /** The oldest of the keys of a name. */
  static RangeRequest oldest(ByteString prefix) {
    return RangeRequest.newBuilder()
        .setKey(prefix)
        .setRangeEnd(end(prefix))
        .setSortTarget(RangeRequest.SortTarget.CREATE)
        .setSortOrder(RangeRequest.SortOrder.ASCEND)
        .setLimit(1)
        .build();
  }

  /** Goes on with the lease, or with one of 60 s when none is given; a given one lives on. */
  void session(long lease, Consumer<Long> then) {
    if (lease != 0) {
      engine.renew(lease, reply(_ -> then.accept(lease)));
      return;
    }
    var grant = InternalRaftRequest.newBuilder();
    grant.getLeaseGrantBuilder().setTTL(60);
    propose(grant, done -> then.accept(((LeaseGrantResponse) done.response()).getID()));
  }

  /** Carries a transaction out. */
  void txn(TxnRequest.Builder txn, Consumer<TxnResponse> then) {
    TxnRequest request = txn.build();
    try {
      KeyRequests.check(request, MAX_OPS);
    } catch (RefusedException refused) {
      fail(refused.error().text());
      return;
    }
    propose(
        InternalRaftRequest.newBuilder().setTxn(request),
        done -> then.accept((TxnResponse) done.response()));
  }

  void propose(InternalRaftRequest.Builder request, Consumer<Done> then) {
    engine.propose(request, reply(then));
  }

  /** Reads what is linearizable. */
  void range(RangeRequest request, Consumer<RangeResponse> then) {
    engine.linearize(
        reply(_ -> {
          try {
            then.accept(engine.ask(view -> view.range(request)));
          } catch (RefusedException refused) {
            fail(refused.error().text());
          }
        }));
  }

  /** Waits until no key of a name is left that was created up to a revision. */
  void awaitGone(ByteString prefix, long maxCreateRevision, Consumer<RangeResponse> then) {
    var youngest =
        RangeRequest.newBuilder()
            .setKey(prefix)
            .setRangeEnd(end(prefix))
            .setSortTarget(RangeRequest.SortTarget.CREATE)
            .setSortOrder(RangeRequest.SortOrder.DESCEND)
            .setMaxCreateRevision(maxCreateRevision)
            .setLimit(1)
            .build();
    range(
        youngest,
        found -> {
          if (found.getKvsCount() == 0) {
            then.accept(found);
          } else {
            var watch =
                WatchCreateRequest.newBuilder()
                    .setKey(found.getKvs(0).getKey())
                    .setStartRevision(found.getHeader().getRevision());
            awaitDeletion(watch, () -> awaitGone(prefix, maxCreateRevision, then));
          }
        });
  }

  private void awaitDeletion(WatchCreateRequest.Builder watch, Runnable then) {
    WatchClient client =
        engine.watch(response -> {
          boolean isOver =
              response.getCanceled()
                  || response.getEventsList().stream()
                      .anyMatch(event -> event.getType() == Event.EventType.DELETE);
          if (isOver) {
            call.loop().execute(() -> goOn(then));
          }
          return true;
        });
    waiting = Optional.of(client);
    client.create(watch.build());
  }

  private void goOn(Runnable then) {
    stopWaiting();
    if (call.isOpen()) {
      then.run();
    }
  }

  /** Lets go of what is waited for: the call was abandoned, or need not wait any more. */
  void stopWaiting() {
    waiting.ifPresent(WatchClient::close);
    waiting = Optional.empty();
  }

  /** Ends the call with words of a client. */
  void fail(String text) {
    call.fail(new GrpcStatus(GrpcStatus.UNKNOWN, text));
  }

  private <T> Reply<T> reply(Consumer<T> then) {
    return new Reply<>() {
      @Override
      public void done(T answer) {
        call.loop()
            .execute(() -> {
              if (call.isOpen()) {
                then.accept(answer);
              }
            });
      }

      @Override
      public void refused(EtcdError reason) {
        call.loop().execute(() -> fail(reason.text()));
      }
    };
  }
}
