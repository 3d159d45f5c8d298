package io.drydock.testdata.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every ban finds what it is for, and finds nothing in a class that keeps it. */
class BanTest {

  static List<Arguments> breaches() {
    return List.of(
        Arguments.of(Ban.THREADS, Threads.class),
        Arguments.of(Ban.THREADS, Atomics.class),
        Arguments.of(Ban.THREADS, Monitors.class),
        Arguments.of(Ban.PRINTING, Printing.class),
        Arguments.of(Ban.LOGGING, Logging.class),
        Arguments.of(Ban.ENVIRONMENT, Variables.class),
        Arguments.of(Ban.ENVIRONMENT, Properties.class),
        Arguments.of(Ban.PROCESSES, Exits.class),
        Arguments.of(Ban.CLOCKS, Nanos.class),
        Arguments.of(Ban.CLOCKS, Now.class),
        Arguments.of(Ban.CHANCE, Chance.class),
        Arguments.of(Ban.CHANCE, SelfSeeded.class),
        Arguments.of(Ban.CHANCE, Uuids.class),
        Arguments.of(Ban.FILES, Streams.class),
        Arguments.of(Ban.FILES, Paths.class),
        Arguments.of(Ban.OPENING_FILES, Listing.class),
        Arguments.of(Ban.NETWORK, Addresses.class));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void aBreachIsFound(Ban ban, Class<?> breach) {
    assertTrue(found(ban, breach), breach + " keeps the ban on " + ban);
  }

  @Test
  void everyBanHasABreachHere() {
    Set<Ban> tried = EnumSet.noneOf(Ban.class);
    breaches().forEach(arguments -> tried.add((Ban) arguments.get()[0]));
    assertEquals(EnumSet.allOf(Ban.class), tried);
  }

  @Test
  void aClassThatTakesEverythingAsArgumentKeepsEveryBan() {
    for (Ban ban : Ban.values()) {
      assertTrue(!found(ban, Innocent.class), "innocent, but breaks " + ban);
    }
  }

  @Test
  void namesOfFilesAndTheirErrorsAreNotOpening() {
    assertTrue(!found(Ban.OPENING_FILES, Paths.class));
    assertTrue(!found(Ban.OPENING_FILES, Streams.class));
  }

  private static boolean found(Ban ban, Class<?> suspect) {
    var classes = new ClassFileImporter().importClasses(suspect);
    return ArchRuleDefinition.classes().should(ban.kept()).evaluate(classes).hasViolation();
  }

  private static final class Innocent implements Callable<Long> {
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final SplittableRandom seeded;

    Innocent(LongSupplier clock, RandomGenerator random, long seed) {
      this.clock = clock;
      this.random = random;
      this.seeded = new SplittableRandom(seed);
    }

    @Override
    public Long call() {
      return go(Instant.EPOCH);
    }

    long go(Instant now) {
      return clock.getAsLong() + random.nextLong() + seeded.nextLong() + now.getEpochSecond();
    }
  }

  private static final class Threads {
    Object go(Runnable work) {
      return Thread.ofVirtual().start(work);
    }
  }

  private record Atomics(AtomicLong shared) {}

  private static final class Monitors {
    private long count;

    synchronized long go() {
      return ++count;
    }
  }

  private static final class Printing {
    void go() {
      System.out.println();
    }
  }

  private static final class Logging {
    Object go() {
      return System.getLogger("breach");
    }
  }

  private static final class Variables {
    String go() {
      return System.getenv("HOME");
    }
  }

  private static final class Properties {
    boolean go() {
      return Boolean.getBoolean("breach");
    }
  }

  private static final class Exits {
    void go() {
      System.exit(1);
    }
  }

  private static final class Nanos {
    LongSupplier go() {
      return System::nanoTime;
    }
  }

  private static final class Now {
    Instant go() {
      return Instant.now();
    }
  }

  private static final class Chance {
    double go() {
      return Math.random();
    }
  }

  private static final class SelfSeeded {
    RandomGenerator go() {
      return new Random();
    }
  }

  private static final class Uuids {
    UUID go() {
      return UUID.randomUUID();
    }
  }

  private static final class Streams {
    void go(OutputStream out) throws IOException {
      out.write(1);
    }
  }

  private record Paths(Path file) {}

  private static final class Listing {
    boolean go(Path file) {
      return Files.exists(file);
    }
  }

  private record Addresses(URI address) {}
}
