package io.drydock.node.testing;

import static org.junit.jupiter.api.Assertions.assertAll;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Runs a property for fixed seeds and for one that is new in each run of the build.
 *
 * <p>A failure names its seed; {@code -Dsim.seed=SEED} runs that one alone.
 */
public final class Seeds {

  private static final long FIXED = 200;

  private Seeds() {}

  /** Checks the property once a seed, each time with a generator that the seed alone decides. */
  public static void check(Consumer<RandomGenerator> property) {
    Long only = Long.getLong("sim.seed");
    LongStream seeds =
        only != null
            ? LongStream.of(only)
            : LongStream.concat(
                LongStream.range(0, FIXED), LongStream.of(new SplittableRandom().nextLong()));
    seeds.forEach(seed -> check(seed, property));
  }

  private static void check(long seed, Consumer<RandomGenerator> property) {
    assertAll(
        "run this alone with -Dsim.seed=" + seed,
        () -> property.accept(new SplittableRandom(seed)));
  }
}
