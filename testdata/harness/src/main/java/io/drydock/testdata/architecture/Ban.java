package io.drydock.testdata.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/**
 * Something of the JDK, or of a library, that a layer must not touch.
 *
 * <p>An entry that ends in {@code .*} is a package with its sub-packages, {@code Type#member} one
 * method, field or constructor ({@code <init>}), {@code Type#<init>()} the constructor without
 * arguments; any other is a type with those nested in it.
 */
public enum Ban {
  /** Starting threads and talking to them; {@code Callable} is but an interface with a result. */
  THREADS(
      "java.util.concurrent.*",
      "java.lang.Thread",
      "java.lang.ThreadGroup",
      "java.lang.ThreadLocal",
      "java.lang.ScopedValue",
      "java.util.Timer",
      "java.lang.Object#wait",
      "java.lang.Object#notify",
      "java.lang.Object#notifyAll",
      "java.util.Collection#parallelStream",
      "java.util.stream.BaseStream#parallel") {
    @Override
    boolean bans(JavaMethod method) {
      return method.getModifiers().contains(JavaModifier.SYNCHRONIZED);
    }
  },
  /** Writing to the process's streams. */
  PRINTING(
      "java.lang.System#out",
      "java.lang.System#err",
      "java.lang.IO",
      "java.io.Console",
      "java.io.FileDescriptor"),
  /** Log lines. */
  LOGGING(
      "java.util.logging.*",
      "java.lang.System$Logger",
      "java.lang.System#getLogger",
      "org.slf4j.*",
      "org.apache.logging.*",
      "org.apache.commons.logging.*"),
  /** Behaviour that depends on variables, properties or defaults of the process. */
  ENVIRONMENT(
      "java.lang.System#getenv",
      "java.lang.System#getProperty",
      "java.lang.System#getProperties",
      "java.lang.System#setProperty",
      "java.lang.System#setProperties",
      "java.lang.System#clearProperty",
      "java.lang.System#lineSeparator",
      "java.lang.Boolean#getBoolean",
      "java.lang.Integer#getInteger",
      "java.lang.Long#getLong",
      "java.lang.ProcessHandle",
      "java.util.Locale#getDefault",
      "java.util.TimeZone#getDefault",
      "java.time.ZoneId#systemDefault",
      "java.nio.charset.Charset#defaultCharset"),
  /** Ending the process, or starting another. */
  PROCESSES(
      "java.lang.System#exit",
      "java.lang.Runtime#exit",
      "java.lang.Runtime#halt",
      "java.lang.Runtime#addShutdownHook",
      "java.lang.Runtime#exec",
      "java.lang.ProcessBuilder"),
  /** Asking what time it is. */
  CLOCKS(
      "java.lang.System#nanoTime",
      "java.lang.System#currentTimeMillis",
      "java.time.Clock",
      "java.time.InstantSource",
      "java.time.Instant#now",
      "java.time.LocalDate#now",
      "java.time.LocalTime#now",
      "java.time.LocalDateTime#now",
      "java.time.OffsetDateTime#now",
      "java.time.ZonedDateTime#now",
      "java.util.Calendar",
      "java.util.Date#<init>()"),
  /** Random numbers that no caller chose the seed of. */
  CHANCE(
      "java.lang.Math#random",
      "java.lang.StrictMath#random",
      "java.util.Random#<init>()",
      "java.util.SplittableRandom#<init>()",
      "java.util.concurrent.ThreadLocalRandom",
      "java.util.random.RandomGenerator#getDefault",
      "java.util.random.RandomGenerator#of",
      "java.util.random.RandomGeneratorFactory",
      "java.util.Collections#shuffle",
      "java.util.UUID#randomUUID",
      "java.security.SecureRandom"),
  /** Streams, files and channels. */
  FILES("java.io.*", "java.nio.channels.*", "java.nio.file.*"),
  /** Opening, listing or changing files; their names and their errors are free. */
  OPENING_FILES(
      "java.nio.channels.*",
      "java.nio.file.Files",
      "java.io.File",
      "java.io.FileInputStream",
      "java.io.FileOutputStream",
      "java.io.FileReader",
      "java.io.FileWriter",
      "java.io.RandomAccessFile"),
  /** Sockets and addresses. */
  NETWORK("java.net.*", "javax.net.*", "java.nio.channels.SocketChannel");

  private final List<String> banned;

  Ban(String... banned) {
    this.banned = List.of(banned);
  }

  /** A class that touches what is banned breaks this. */
  public ArchCondition<JavaClass> kept() {
    return new ArchCondition<>("keep the ban on " + name()) {
      @Override
      public void check(JavaClass each, ConditionEvents events) {
        each.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> bansType(dependency.getTargetClass()))
            .map(Dependency::getDescription)
            .forEach(what -> events.add(SimpleConditionEvent.violated(each, what)));
        each.getAccessesFromSelf().stream()
            .filter(Ban.this::bansMember)
            .map(JavaAccess::getDescription)
            .forEach(what -> events.add(SimpleConditionEvent.violated(each, what)));
        each.getMethods().stream()
            .filter(Ban.this::bans)
            .map(JavaMethod::getDescription)
            .forEach(what -> events.add(SimpleConditionEvent.violated(each, what)));
      }
    };
  }

  /** True when declaring such a method is a breach by itself. */
  boolean bans(JavaMethod method) {
    return false;
  }

  private boolean bansType(JavaClass target) {
    String name = target.getBaseComponentType().getName();
    if (name.equals("java.util.concurrent.Callable")) {
      return false;
    }
    return banned.stream()
        .filter(entry -> entry.indexOf('#') < 0)
        .anyMatch(entry ->
            entry.endsWith(".*")
                ? name.startsWith(entry.substring(0, entry.length() - 1))
                : name.equals(entry) || name.startsWith(entry + "$"));
  }

  private boolean bansMember(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String member = access.getTarget().getName();
    boolean bare = access.getTarget().getFullName().endsWith("()");
    return banned.stream()
        .filter(entry -> entry.indexOf('#') > 0)
        .anyMatch(entry -> {
          String type = entry.substring(0, entry.indexOf('#'));
          String name = entry.substring(entry.indexOf('#') + 1);
          boolean sameName = name.equals(member) || bare && name.equals(member + "()");
          return sameName && owner.isAssignableTo(type);
        });
  }
}
