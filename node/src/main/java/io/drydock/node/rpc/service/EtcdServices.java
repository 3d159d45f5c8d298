package io.drydock.node.rpc.service;

import io.drydock.node.engine.Engine;
import io.drydock.node.rpc.grpc.Services;
import java.util.List;
import java.util.concurrent.Executor;

/** All services of a member. */
public final class EtcdServices {

  private EtcdServices() {}

  /**
   * The services of etcd's API on a member.
   *
   * @param version of etcd, that the member passes for
   * @param maxTxnOps operations that a transaction may have
   * @param workers run what takes long
   */
  public static Services of(Engine engine, String version, int maxTxnOps, Executor workers) {
    var headers = new Headers(engine);
    return new Services(
        List.of(
            new KvService(engine, headers, maxTxnOps).service(),
            new WatchService(engine).service(),
            new LockService(engine, headers).service(),
            new ElectionService(engine, headers).service(),
            new LeaseService(engine, headers).service(),
            new ClusterService(engine, headers).service(),
            new MaintenanceService(engine, headers, version, workers).service(),
            new AuthService().service(),
            new GrpcHealthService().service()));
  }
}
