package io.drydock.node.boot;

import com.google.protobuf.ByteString;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.engine.Engine;
import io.drydock.node.engine.Reply;
import io.drydock.node.rpc.health.Vitals;
import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The health of a member, as its engine knows it. */
final class EngineVitals implements Vitals {
  private static final RangeRequest PROBE =
      RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("health")).setLimit(1).build();

  private final Engine engine;
  private final LongAdder successes = new LongAdder();
  private final LongAdder failures = new LongAdder();

  EngineVitals(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Set<String> alarms() {
    return engine.status().alarms().stream()
        .map(alarm -> alarm.getAlarm().name())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean hasLeader() {
    return engine.status().leader() != 0;
  }

  @Override
  public boolean isLearner() {
    return engine
        .status()
        .members()
        .member(engine.memberId())
        .map(MemberRecord::raft)
        .filter(raft -> raft.isLearner())
        .isPresent();
  }

  @Override
  public Optional<String> clusterVersion() {
    return engine.status().clusterVersion();
  }

  @Override
  public void tryRead(boolean serializable, EventExecutor loop, Consumer<Optional<String>> done) {
    if (serializable) {
      finish(read(), done);
      return;
    }
    engine.linearize(
        new Reply<>() {
          @Override
          public void done(Void answer) {
            loop.execute(() -> finish(read(), done));
          }

          @Override
          public void refused(EtcdError reason) {
            loop.execute(() -> finish(Optional.of(reason.text()), done));
          }
        });
  }

  private Optional<String> read() {
    try {
      engine.ask(view -> view.range(PROBE));
      return Optional.empty();
    } catch (RefusedException refused) {
      return Optional.of(refused.error().text());
    }
  }

  private void finish(Optional<String> failure, Consumer<Optional<String>> done) {
    (failure.isEmpty() ? successes : failures).increment();
    done.accept(failure);
  }

  /** Reads for a check of health that worked. */
  long successes() {
    return successes.sum();
  }

  /** Reads for a check of health that did not. */
  long failures() {
    return failures.sum();
  }
}
