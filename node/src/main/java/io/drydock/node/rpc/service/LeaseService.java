package io.drydock.node.rpc.service;

import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseKeepAliveResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseLeasesRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseLeasesResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseTimeToLiveResponse;
import io.drydock.node.engine.Engine;
import io.drydock.node.rpc.grpc.Requests;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.StreamCall;
import io.drydock.node.rpc.grpc.UnaryCall;

/** {@code etcdserverpb.Lease}. */
final class LeaseService {

  private final Engine engine;
  private final Headers headers;

  LeaseService(Engine engine, Headers headers) {
    this.engine = engine;
    this.headers = headers;
  }

  Service service() {
    return Service.named("etcdserverpb.Lease")
        .unary("LeaseGrant", LeaseGrantRequest.getDefaultInstance(), this::grant)
        .unary("LeaseRevoke", LeaseRevokeRequest.getDefaultInstance(), this::revoke)
        .bidi("LeaseKeepAlive", LeaseKeepAliveRequest.getDefaultInstance(), this::keepAlive)
        .unary("LeaseTimeToLive", LeaseTimeToLiveRequest.getDefaultInstance(), this::timeToLive)
        .unary("LeaseLeases", LeaseLeasesRequest.getDefaultInstance(), this::leases);
  }

  private void grant(LeaseGrantRequest request, UnaryCall<LeaseGrantResponse> call) {
    engine.propose(
        InternalRaftRequest.newBuilder().setLeaseGrant(request),
        new OnLoop<>(
            call,
            done -> {
              var response = (LeaseGrantResponse) done.response();
              call.reply(response.toBuilder().setHeader(headers.at(done.revision())).build());
            }));
  }

  private void revoke(LeaseRevokeRequest request, UnaryCall<LeaseRevokeResponse> call) {
    engine.propose(
        InternalRaftRequest.newBuilder().setLeaseRevoke(request),
        new OnLoop<>(
            call,
            done ->
                call.reply(
                    LeaseRevokeResponse.newBuilder()
                        .setHeader(headers.at(done.revision()))
                        .build())));
  }

  private Requests<LeaseKeepAliveRequest> keepAlive(StreamCall<LeaseKeepAliveResponse> call) {
    return new Requests<>() {
      private int onTheirWay;
      private boolean isEnded;

      @Override
      public void next(LeaseKeepAliveRequest request) {
        onTheirWay++;
        engine.renew(
            request.getID(),
            new OnLoop<>(
                call,
                ttl -> {
                  call.send(
                      LeaseKeepAliveResponse.newBuilder()
                          .setHeader(headers.now())
                          .setID(request.getID())
                          .setTTL(ttl)
                          .build());
                  onTheirWay--;
                  completeWhenDone();
                }));
      }

      @Override
      public void end() {
        isEnded = true;
        completeWhenDone();
      }

      private void completeWhenDone() {
        if (isEnded && onTheirWay == 0) {
          call.complete();
        }
      }
    };
  }

  private void timeToLive(LeaseTimeToLiveRequest request, UnaryCall<LeaseTimeToLiveResponse> call) {
    engine.timeToLive(
        request,
        new OnLoop<>(
            call, answer -> call.reply(answer.toBuilder().setHeader(headers.now()).build())));
  }

  private void leases(LeaseLeasesRequest request, UnaryCall<LeaseLeasesResponse> call) {
    engine.leases(
        new OnLoop<>(
            call, answer -> call.reply(answer.toBuilder().setHeader(headers.now()).build())));
  }
}
