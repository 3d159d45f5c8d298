package io.drydock.tools.write;

import io.drydock.tools.UsageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the result goes.
 *
 * @param finalPath name of the new file or directory when all is done
 * @param partPath name of it until then, in the same folder; an earlier one was interrupted
 * @param aside the old file's second name; only when it is replaced in place
 * @param isDirectory a whole data directory is written, not only a database
 * @param keepsOld the old file stays under its second name
 */
public record Target(
    Path finalPath, Path partPath, Optional<Path> aside, boolean isDirectory, boolean keepsOld) {

  /** Behind the name of what was replaced, with what was done; it follows in the second name. */
  public static final String BEFORE = ".before-";

  /** In its place where it is not told which of two is the old one: they are being exchanged. */
  public static final String DURING = ".during-";

  /** Are no names that something can be renamed to. */
  private static final Set<String> DOTS = Set.of("", ".", "..");

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** A file that is not there yet. */
  public static Target file(Path path) {
    return new Target(path, PartPath.of(path), Optional.empty(), false, true);
  }

  /**
   * A data directory that is not there yet, or empty.
   *
   * @throws IOException when it is the working directory, or one above, and that is gone
   */
  public static Target directory(Path path) throws IOException {
    Path name = path.getFileName();
    boolean isNamed = name != null && !DOTS.contains(name.toString());
    Path named = isNamed ? path : path.toRealPath();
    return new Target(named, PartPath.of(named), Optional.empty(), true, true);
  }

  /**
   * What takes the place of a file or folder that is there. The old one is kept beside it, under a
   * name that says what was done and when.
   *
   * @param real the old one, without links on the way
   * @param verb what is done
   */
  public static Target inPlace(Path real, String verb, Instant now) {
    String name = real.getFileName() + BEFORE + verb.replace(' ', '-') + "-" + STAMP.format(now);
    Path aside = freeSibling(real.resolveSibling(name));
    return new Target(real, PartPath.of(real), Optional.of(aside), false, true);
  }

  /** The same; the second name of the old file goes when the new one has the first. */
  public Target removingOld() {
    return new Target(finalPath, partPath, aside, isDirectory, false);
  }

  /** Where the old file is found afterwards. */
  public Optional<Path> kept() {
    return keepsOld ? aside : Optional.empty();
  }

  /** A free name for the new one while it waits to be exchanged with the old, and then for that. */
  public Path during() {
    String name = aside.orElseThrow().getFileName().toString();
    return freeSibling(finalPath.resolveSibling(name.replace(BEFORE, DURING)));
  }

  /** The name, with a number behind it when it is taken: by an interrupted run, for example. */
  public static Path freeSibling(Path wanted) {
    Path free = wanted;
    for (int i = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
      free = wanted.resolveSibling(wanted.getFileName() + "-" + i);
    }
    return free;
  }

  /**
   * Makes sure that what the user gave by {@code --out} is free, in a folder that is there, and not
   * in what is read. A link is left to whoever made it.
   *
   * @param sources that are read
   * @throws UsageException when it is not
   */
  public static void requireUsable(Path out, List<Path> sources) throws IOException {
    if (Files.isSymbolicLink(out)) {
      throw new UsageException(
          "--out " + out + ": a link; give the place that it leads to, or another name");
    }
    if (Files.exists(out)) {
      if (!isFree(out)) {
        throw new UsageException("--out " + out + ": there is something already; nothing was done");
      }
    } else if (!Files.isDirectory(out.toAbsolutePath().getParent())) {
      throw new UsageException(
          "--out " + out + ": the folder " + out.toAbsolutePath().getParent() + " does not exist");
    }
    Path place =
        Files.exists(out) ? out.toRealPath() : out.toAbsolutePath().getParent().toRealPath();
    for (Path source : sources) {
      if (Files.isDirectory(source) && place.startsWith(source.toRealPath())) {
        throw new UsageException("--out " + out + ": lies in " + source + ", which is only read");
      }
    }
  }

  /** The folder that holds the final name. */
  public Path folder() {
    return finalPath.toAbsolutePath().getParent();
  }

  /**
   * Makes sure that nothing came to the final name while the work was done.
   *
   * @throws FileAlreadyExistsException when something did
   */
  public void requireStillFree() throws IOException {
    if (aside.isEmpty() && !isFree(finalPath)) {
      throw new FileAlreadyExistsException(
          finalPath.toString(), null, "came to be while this run worked; it was left alone");
    }
  }

  /** True for a name that is not taken, or an empty folder. */
  private static boolean isFree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }
}
