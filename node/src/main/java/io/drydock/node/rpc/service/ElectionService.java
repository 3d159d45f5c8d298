package io.drydock.node.rpc.service;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.etcdserverpb.TxnResponse;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.drydock.formats.proto.mvccpb.Event;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.formats.proto.v3electionpb.CampaignRequest;
import io.drydock.formats.proto.v3electionpb.CampaignResponse;
import io.drydock.formats.proto.v3electionpb.LeaderKey;
import io.drydock.formats.proto.v3electionpb.LeaderRequest;
import io.drydock.formats.proto.v3electionpb.LeaderResponse;
import io.drydock.formats.proto.v3electionpb.ProclaimRequest;
import io.drydock.formats.proto.v3electionpb.ProclaimResponse;
import io.drydock.formats.proto.v3electionpb.ResignRequest;
import io.drydock.formats.proto.v3electionpb.ResignResponse;
import io.drydock.node.engine.Engine;
import io.drydock.node.engine.WatchClient;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.StreamCall;
import io.drydock.node.rpc.grpc.UnaryCall;
import java.util.Optional;

/**
 * {@code v3electionpb.Election}: the leader is who holds the oldest key of a name, {@code
 * NAME/LEASE} with the lease in hex (etcd 3.5, client/v3/concurrency/election.go).
 */
final class ElectionService {

  private static final String NO_LEADER_KEY = "\"leader\" field must be provided";
  private static final String NOT_LEADER = "election: not leader";
  private static final String NO_LEADER = "election: no leader";

  private final Engine engine;
  private final Headers headers;

  ElectionService(Engine engine, Headers headers) {
    this.engine = engine;
    this.headers = headers;
  }

  Service service() {
    return Service.named("v3electionpb.Election")
        .unary("Campaign", CampaignRequest.getDefaultInstance(), this::campaign)
        .unary("Proclaim", ProclaimRequest.getDefaultInstance(), this::proclaim)
        .unary("Leader", LeaderRequest.getDefaultInstance(), this::leader)
        .serverStream("Observe", LeaderRequest.getDefaultInstance(), this::observe)
        .unary("Resign", ResignRequest.getDefaultInstance(), this::resign);
  }

  private void campaign(CampaignRequest request, UnaryCall<CampaignResponse> call) {
    var recipe = new Recipe(engine, call);
    recipe.session(request.getLease(), lease -> stand(recipe, request, lease, call));
  }

  private void stand(
      Recipe recipe, CampaignRequest request, long lease, UnaryCall<CampaignResponse> call) {
    ByteString key = Recipe.key(request.getName(), lease);
    var txn =
        TxnRequest.newBuilder()
            .addCompare(Recipe.createdAt(key, 0))
            .addSuccess(Recipe.put(key, request.getValue(), lease))
            .addFailure(Recipe.get(key));
    recipe.txn(
        txn,
        response -> {
          long created = created(response);
          var leader =
              LeaderKey.newBuilder()
                  .setName(request.getName())
                  .setKey(key)
                  .setRev(created)
                  .setLease(lease)
                  .build();
          call.onAbandoned(() -> {
            recipe.stopWaiting();
            giveUp(leader);
          });
          if (isSaid(response, request.getValue())) {
            wait(recipe, leader, response, call);
          } else {
            say(recipe, leader, request.getValue(), _ -> wait(recipe, leader, response, call));
          }
        });
  }

  private static long created(TxnResponse response) {
    return response.getSucceeded()
        ? response.getHeader().getRevision()
        : response.getResponses(0).getResponseRange().getKvs(0).getCreateRevision();
  }

  private static boolean isSaid(TxnResponse response, ByteString value) {
    return response.getSucceeded()
        || response.getResponses(0).getResponseRange().getKvs(0).getValue().equals(value);
  }

  private void wait(
      Recipe recipe, LeaderKey leader, TxnResponse response, UnaryCall<CampaignResponse> call) {
    recipe.awaitGone(
        Recipe.prefix(leader.getName()),
        leader.getRev() - 1,
        _ ->
            call.reply(
                CampaignResponse.newBuilder()
                    .setHeader(headers.at(response.getHeader().getRevision()))
                    .setLeader(leader)
                    .build()));
  }

  /** Who does not wait any more must not be elected later. */
  private void giveUp(LeaderKey leader) {
    engine.propose(InternalRaftRequest.newBuilder().setTxn(resignation(leader)), Nobody.reply());
  }

  /** What is done with the answer to a proclamation. */
  @FunctionalInterface
  private interface Said {
    void at(long revision);
  }

  private void say(Recipe recipe, LeaderKey leader, ByteString value, Said then) {
    var txn =
        TxnRequest.newBuilder()
            .addCompare(Recipe.createdAt(leader.getKey(), leader.getRev()))
            .addSuccess(Recipe.put(leader.getKey(), value, leader.getLease()));
    recipe.txn(
        txn,
        response -> {
          if (response.getSucceeded()) {
            then.at(response.getHeader().getRevision());
          } else {
            recipe.fail(NOT_LEADER);
          }
        });
  }

  private void proclaim(ProclaimRequest request, UnaryCall<ProclaimResponse> call) {
    var recipe = new Recipe(engine, call);
    if (!request.hasLeader()) {
      recipe.fail(NO_LEADER_KEY);
      return;
    }
    say(
        recipe,
        request.getLeader(),
        request.getValue(),
        revision ->
            call.reply(ProclaimResponse.newBuilder().setHeader(headers.at(revision)).build()));
  }

  private void leader(LeaderRequest request, UnaryCall<LeaderResponse> call) {
    var recipe = new Recipe(engine, call);
    recipe.range(
        Recipe.oldest(Recipe.prefix(request.getName())),
        found -> {
          if (found.getKvsCount() == 0) {
            recipe.fail(NO_LEADER);
          } else {
            call.reply(leads(found.getHeader().getRevision(), found.getKvs(0)));
          }
        });
  }

  private LeaderResponse leads(long revision, KeyValue leader) {
    return LeaderResponse.newBuilder().setHeader(headers.at(revision)).setKv(leader).build();
  }

  private void resign(ResignRequest request, UnaryCall<ResignResponse> call) {
    var recipe = new Recipe(engine, call);
    if (!request.hasLeader()) {
      recipe.fail(NO_LEADER_KEY);
      return;
    }
    recipe.txn(
        resignation(request.getLeader()),
        response ->
            call.reply(
                ResignResponse.newBuilder()
                    .setHeader(headers.at(response.getHeader().getRevision()))
                    .build()));
  }

  private static TxnRequest.Builder resignation(LeaderKey leader) {
    return TxnRequest.newBuilder()
        .addCompare(Recipe.createdAt(leader.getKey(), leader.getRev()))
        .addSuccess(Recipe.delete(leader.getKey()));
  }

  private void observe(LeaderRequest request, StreamCall<LeaderResponse> call) {
    new Observation(Recipe.prefix(request.getName()), call).look();
  }

  /** Tells of each leader of a name, and of what it proclaims. Used on the call's loop. */
  private final class Observation {

    private final ByteString prefix;
    private final StreamCall<LeaderResponse> call;
    private final Recipe recipe;
    private Optional<WatchClient> watch = Optional.empty();

    Observation(ByteString prefix, StreamCall<LeaderResponse> call) {
      this.prefix = prefix;
      this.call = call;
      this.recipe = new Recipe(engine, call);
      call.onAbandoned(this::unwatch);
    }

    void look() {
      unwatch();
      recipe.range(
          Recipe.oldest(prefix),
          found -> {
            long revision = found.getHeader().getRevision();
            if (found.getKvsCount() == 0) {
              var any = WatchCreateRequest.newBuilder().setKey(prefix);
              watch(any.setRangeEnd(Recipe.end(prefix)).setStartRevision(revision), true);
            } else {
              follow(revision, found.getKvs(0));
            }
          });
    }

    private void follow(long revision, KeyValue leader) {
      call.send(leads(revision, leader));
      var one = WatchCreateRequest.newBuilder().setKey(leader.getKey());
      watch(one.setStartRevision(revision + 1), false);
    }

    private void watch(WatchCreateRequest.Builder keys, boolean isForFirst) {
      WatchClient client =
          engine.watch(response -> {
            call.loop().execute(() -> take(response, isForFirst));
            return true;
          });
      watch = Optional.of(client);
      client.create(keys.build());
    }

    private void take(WatchResponse response, boolean isForFirst) {
      if (!call.isOpen() || watch.isEmpty()) {
        return;
      }
      for (Event event : response.getEventsList()) {
        boolean isGone = event.getType() == Event.EventType.DELETE;
        if (isGone && isForFirst) {
          continue;
        }
        if (isGone) {
          look();
          return;
        }
        if (isForFirst) {
          unwatch();
          follow(response.getHeader().getRevision(), event.getKv());
          return;
        }
        call.send(leads(response.getHeader().getRevision(), event.getKv()));
      }
      if (response.getCanceled()) {
        look();
      }
    }

    private void unwatch() {
      watch.ifPresent(WatchClient::close);
      watch = Optional.empty();
    }
  }
}
