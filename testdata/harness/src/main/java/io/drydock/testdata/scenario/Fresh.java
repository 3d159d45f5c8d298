package io.drydock.testdata.scenario;

import io.drydock.testdata.Directories;
import io.drydock.testdata.Testdata;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Directories that real etcd writes anew in each build, with another seed each time, so that no
 * reader is fitted to the kept ones. Made by the first test that asks, in some 15 seconds, and
 * shared by all modules of the build.
 *
 * <p>The seed stands in the file {@code seed} of the directory and in the message of a failure;
 * {@code -Ddrydock.seed=…} gives the same keys and values again.
 */
public final class Fresh {
  private static final Map<String, Object> LOCKS = new ConcurrentHashMap<>();
  private static final String BUILD = System.getProperty("drydock.build", "none");

  private Fresh() {}

  /**
   * The directory of this case, in the layout of the kept archive of the same name. Not to be
   * changed: {@link Directories#copy} it first.
   *
   * @param name such as {@code etcd-3.5.30-single} or {@code etcd-3.4.23-cluster3}
   * @throws IOException when etcd does not do what the story needs
   */
  public static Path directory(String name) throws IOException {
    synchronized (LOCKS.computeIfAbsent(name, _ -> new Object())) {
      return directoryAlone(name);
    }
  }

  /** One thread a name in this JVM, and by the lock file one JVM a name. */
  private static Path directoryAlone(String name) throws IOException {
    var parent = Files.createDirectories(Testdata.folder().resolve("target/fresh"));
    var directory = parent.resolve(name);
    var lockFile = parent.resolve(name + ".lock");
    try (var channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      if (!lock.isValid() || !isOfThisBuild(directory)) {
        write(name, directory);
      }
    }
    return directory;
  }

  private static boolean isOfThisBuild(Path directory) throws IOException {
    var build = directory.resolve("build");
    return Files.exists(build) && Files.readString(build).equals(BUILD);
  }

  /** Written beside its place and moved there when whole. */
  private static void write(String name, Path directory) throws IOException {
    var part = directory.resolveSibling(name + ".part");
    Directories.delete(part);
    Directories.delete(directory);
    Files.createDirectory(part);
    long seed = Long.getLong("drydock.seed", ThreadLocalRandom.current().nextLong(1_000_000_000));
    try {
      Case.of(name).write(part, seed);
    } catch (IOException e) {
      throw new IOException(name + " with -Ddrydock.seed=" + seed + ": " + e.getMessage(), e);
    }
    Files.writeString(part.resolve("seed"), Long.toString(seed));
    Files.writeString(part.resolve("build"), BUILD);
    Files.move(part, directory, StandardCopyOption.ATOMIC_MOVE);
  }
}
