package io.drydock.node.rpc;

import io.drydock.node.rpc.health.Vitals;
import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A member that is as well as a test says. Set before the request that it is asked by. */
final class FakeVitals implements Vitals {
  private volatile Set<String> alarms = Set.of();
  private volatile boolean hasLeader = true;
  private volatile Optional<String> readFailure = Optional.empty();

  void set(Set<String> raised, boolean leader, Optional<String> failure) {
    alarms = raised;
    hasLeader = leader;
    readFailure = failure;
  }

  @Override
  public Set<String> alarms() {
    return alarms;
  }

  @Override
  public boolean hasLeader() {
    return hasLeader;
  }

  @Override
  public boolean isLearner() {
    return false;
  }

  @Override
  public Optional<String> clusterVersion() {
    return Optional.of("3.5.0");
  }

  @Override
  public void tryRead(boolean serializable, EventExecutor loop, Consumer<Optional<String>> done) {
    var failure = serializable ? Optional.<String>empty() : readFailure;
    loop.execute(() -> done.accept(failure));
  }
}
