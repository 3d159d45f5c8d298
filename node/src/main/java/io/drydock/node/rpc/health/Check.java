package io.drydock.node.rpc.health;

import io.netty.util.concurrent.EventExecutor;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@code /livez} and {@code /readyz} look at. */
enum Check {
  /** No member has found that data differs. */
  DATA_CORRUPTION {
    @Override
    void run(Vitals vitals, EventExecutor loop, Consumer<Optional<String>> done) {
      boolean corrupt = vitals.alarms().contains("CORRUPT");
      done.accept(corrupt ? Optional.of("alarm activated: CORRUPT") : Optional.empty());
    }
  },
  /** This member reads its own store. */
  SERIALIZABLE_READ {
    @Override
    void run(Vitals vitals, EventExecutor loop, Consumer<Optional<String>> done) {
      vitals.tryRead(true, loop, failure -> done.accept(failure.map(Check::rangeError)));
    }
  },
  /** The cluster agrees on what is newest. */
  LINEARIZABLE_READ {
    @Override
    void run(Vitals vitals, EventExecutor loop, Consumer<Optional<String>> done) {
      vitals.tryRead(false, loop, failure -> done.accept(failure.map(Check::rangeError)));
    }
  },
  /** The member votes. */
  NON_LEARNER {
    @Override
    void run(Vitals vitals, EventExecutor loop, Consumer<Optional<String>> done) {
      done.accept(vitals.isLearner() ? Optional.of("not supported for learner") : Optional.empty());
    }
  };

  abstract void run(Vitals vitals, EventExecutor loop, Consumer<Optional<String>> done);

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String rangeError(String why) {
    return "range error: " + why;
  }
}
