package io.drydock.tools.restore;

import io.drydock.tools.UsageException;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a folder is written until all of it is proven, and how it gets its name then.
 *
 * <p>A folder that is not there is written beside its place, together with those above it that are
 * not there either, and named with one rename. An empty folder that is there stays what it is, with
 * owner and permissions, perhaps a mount point: what belongs into it is written in a folder in it,
 * and moved up with a rename for each entry, {@code member} last.
 *
 * @param place absolute: the empty folder, or the topmost one that is not there
 * @param isThere it is an empty folder
 */
record Staging(Path place, boolean isThere) {

  private static final String MEMBER = "member";

  /**
   * Looks at the place.
   *
   * @param flag what a complaint begins with
   * @throws UsageException when something stands there that is no empty folder
   */
  static Staging of(Path wanted, String flag) throws IOException {
    Path place = wanted.toAbsolutePath().normalize();
    if (Files.isDirectory(place) && isEmptyButForOurs(place)) {
      return new Staging(place, true);
    }
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(
          flag + " " + wanted + ": there is something already; nothing was done");
    }
    Path above = place.getParent();
    while (!Files.exists(above, LinkOption.NOFOLLOW_LINKS)) {
      place = above;
      above = place.getParent();
    }
    if (!Files.isDirectory(above)) {
      throw new UsageException(flag + " " + wanted + ": " + above + " is no folder");
    }
    return new Staging(place, false);
  }

  private static boolean isEmptyButForOurs(Path folder) throws IOException {
    Path ours = new Staging(folder, true).part();
    Set<Path> both = Set.of(ours, PartPath.lockOf(ours));
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.allMatch(both::contains);
    }
  }

  /** The folder that is on the disk where all is written. */
  Path folder() {
    return isThere ? place : place.getParent();
  }

  /** What is written, until it is named; from an interrupted run, what is left of it. */
  Path part() {
    return PartPath.of(isThere ? place.resolve(place.getFileName()) : place);
  }

  /** Whether what will have this name is written here. */
  boolean holds(Path finalPath) {
    return finalPath.toAbsolutePath().normalize().startsWith(place);
  }

  /** Where what will have this name is written. */
  Path at(Path finalPath) {
    return part().resolve(place.relativize(finalPath.toAbsolutePath().normalize())).normalize();
  }

  /** Makes a folder, with those above it that are not there. */
  static void makeFolder(Path folder, FileOps ops) throws IOException {
    if (!Files.exists(folder)) {
      makeFolder(folder.getParent(), ops);
      ops.createFolder(folder);
    }
  }

  /** Makes all names in it durable. */
  void syncFolders(FileOps ops) throws IOException {
    try (Stream<Path> entries = Files.walk(part())) {
      for (Path folder : entries.filter(Files::isDirectory).sorted().toList()) {
        ops.syncFolder(folder);
      }
    }
  }

  /**
   * Gives what was written its name; durable after {@link #settle}.
   *
   * @throws IOException when the disk fails; nothing has its name then
   */
  void name(FileOps ops) throws IOException {
    if (!isThere) {
      ops.rename(part(), place);
      return;
    }
    List<Path> named = new ArrayList<>();
    try {
      for (Path entry : parts()) {
        Path name = place.resolve(entry.getFileName());
        ops.rename(entry, name);
        named.add(name);
      }
    } catch (IOException failure) {
      for (Path name : named) {
        PartPath.remove(name, ops);
      }
      throw failure;
    }
  }

  /** Makes the name durable. */
  void settle(FileOps ops) throws IOException {
    if (isThere) {
      ops.delete(part());
    }
    ops.syncFolder(folder());
  }

  /** Removes what has got its name, for want of the rest; only where nothing stood before. */
  void unname(FileOps ops) throws IOException {
    if (!isThere) {
      PartPath.remove(place, ops);
    }
  }

  /** A data directory without a log would be taken for a new one, so {@code member} comes last. */
  private List<Path> parts() throws IOException {
    try (Stream<Path> entries = Files.list(part())) {
      return entries
          .sorted(
              Comparator.comparing((Path entry) -> entry.endsWith(MEMBER))
                  .thenComparing(Comparator.naturalOrder()))
          .toList();
    }
  }
}
