package io.drydock.tools.write;

import io.drydock.formats.FormatException;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.source.FileHold;
import io.drydock.tools.source.HeldException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Where something lies until it is finished: beside its place, under a name of its own. */
public final class PartPath {

  /** Suffix of what is not finished. */
  public static final String SUFFIX = ".drydock-part";

  /**
   * Locks of this process: the system's are those of the process, and go when any thread closes the
   * file.
   */
  private static final Set<Path> WORKING = Collections.synchronizedSet(new HashSet<>());

  private PartPath() {}

  /** The place of what will have this name. */
  public static Path of(Path finalPath) {
    return finalPath.toAbsolutePath().resolveSibling(finalPath.getFileName() + SUFFIX);
  }

  /** The file that a run holds a lock on while it writes there; a killed one leaves it. */
  public static Path lockOf(Path part) {
    return part.resolveSibling(part.getFileName() + ".lock");
  }

  /** Work that writes at the place of what is not finished, and in the end names it. */
  @FunctionalInterface
  public interface Work<T> {
    /** Works; the place is free at the beginning. */
    T run() throws IOException, FormatException;
  }

  /**
   * Works, and leaves nothing unfinished behind: a full disk must not stay full of what nobody can
   * use. Only the end of the program leaves something there, which the next run removes.
   *
   * <p>A second run for the same place is refused while the first one works: a lock is held on a
   * file beside it, of the part's name and {@code .lock}, which goes away at the end.
   *
   * @throws IOException when another run works there
   * @throws ChangingException as the work does
   */
  public static <T> T workOn(Path part, FileOps ops, Work<T> work)
      throws IOException, FormatException {
    Path lock = lockOf(part).toAbsolutePath().normalize();
    if (!WORKING.add(lock)) {
      throw another(part);
    }
    try (var _ = locked(lock, part)) {
      try {
        return workAlone(part, ops, work);
      } finally {
        Files.deleteIfExists(lock);
      }
    } finally {
      WORKING.remove(lock);
    }
  }

  /** A run that ended meanwhile has taken the name along: that file keeps nobody away. */
  private static FileChannel locked(Path lock, Path part) throws IOException {
    while (true) {
      var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var isLocked = false;
      try {
        if (channel.tryLock() == null) {
          throw another(part);
        }
        isLocked = FileHold.hasOpen(lock);
      } finally {
        if (!isLocked) {
          channel.close();
        }
      }
      if (isLocked) {
        return channel;
      }
    }
  }

  private static IOException another(Path part) {
    return new IOException(part + ": another run is writing this; nothing was done");
  }

  private static <T> T workAlone(Path part, FileOps ops, Work<T> work)
      throws IOException, FormatException {
    remove(part, ops);
    try {
      return work.run();
    } catch (IOException | FormatException | ChangingException | HeldException failure) {
      try {
        remove(part, ops);
      } catch (IOException later) {
        failure.addSuppressed(later);
      }
      throw failure;
    }
  }

  /** Removes what an interrupted run left there; it is only ever ours. */
  public static void remove(Path part, FileOps ops) throws IOException {
    if (!Files.exists(part)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(part)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        ops.delete(entry);
      }
    }
  }
}
