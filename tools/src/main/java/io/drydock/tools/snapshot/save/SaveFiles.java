package io.drydock.tools.snapshot.save;

import io.drydock.formats.FormatException;
import io.drydock.tools.UsageException;
import io.drydock.tools.snapshot.manifest.Compression;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The files of one save. Until all is proven they have names of their own, beside their places;
 * then the manifest gets its name, and last the snapshot: what has the name of a snapshot is one.
 *
 * <pre>
 * FILE.drydock-part        what will be FILE
 * FILE.plain.drydock-part  the image to be proven, when FILE is compressed
 * FILE.json.drydock-part   what will be FILE.json
 * </pre>
 *
 * <p>A save that replaces takes the old manifest away, then gives the snapshot its name, then the
 * manifest: at every point FILE is the old snapshot or the new one, whole, and FILE.json speaks of
 * what FILE is, or is not there.
 */
final class SaveFiles {

  private final Path file;
  private final Compression form;
  private final boolean isReplaced;
  private final FileOps ops;

  private SaveFiles(Path file, Compression form, boolean isReplaced, FileOps ops) {
    this.file = file;
    this.form = form;
    this.isReplaced = isReplaced;
    this.ops = ops;
  }

  /** For a file that is not there yet. */
  static SaveFiles fresh(Path file, Compression form, FileOps ops) {
    return new SaveFiles(file, form, false, ops);
  }

  /** For one that may be there, and its manifest with it; what has no part in this stays. */
  static SaveFiles replacing(Path file, Compression form, FileOps ops) {
    return new SaveFiles(file, form, true, ops);
  }

  Path file() {
    return file;
  }

  Compression form() {
    return form;
  }

  Path manifest() {
    return ManifestFile.beside(file);
  }

  Path folder() {
    return file.toAbsolutePath().getParent();
  }

  /** The image as it was sent, to be proven. */
  Path plain() {
    return form == Compression.NONE
        ? packed()
        : PartPath.of(file.resolveSibling(file.getFileName() + ".plain"));
  }

  /** What will be the file. */
  Path packed() {
    return PartPath.of(file);
  }

  /**
   * Makes sure that nothing stands in the way.
   *
   * @throws UsageException when the path names no file, when there is something at one of the
   *     places that may not be replaced, or no folder for it; a manifest without its file is left
   *     from an interrupted save and no hindrance
   */
  void requirePlace() throws IOException {
    if (file.toString().isEmpty() || file.getFileName() == null) {
      throw new UsageException("'" + file + "': not the name of a file");
    }
    if (!Files.isDirectory(folder())) {
      throw new UsageException(file + ": the folder " + folder() + " does not exist");
    }
    if (isThere(file) && !isReplaced) {
      throw new UsageException(file + ": there is something already; nothing was done");
    }
    if (isThere(file) && !Files.isSymbolicLink(file) && !isRegular(file)) {
      throw new UsageException(file + ": no regular file; nothing was done");
    }
    if (hasForeignManifest()) {
      throw new UsageException(
          manifest() + ": stands where the manifest has to go; nothing was done");
    }
  }

  private boolean hasForeignManifest() throws IOException {
    return switch (ManifestFile.read(manifest())) {
      case ManifestFile.Found.Absent _ -> isThere(manifest()); // a link to nowhere
      case ManifestFile.Found.Foreign _ -> true;
      case ManifestFile.Found.Damaged _, ManifestFile.Found.Present _ -> false;
    };
  }

  private static boolean isThere(Path place) {
    return Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isRegular(Path place) {
    return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Works at these places, alone: a second run for the same file is refused meanwhile.
   *
   * @throws IOException as the work, or when another run works there
   * @throws FormatException as the work
   */
  <T> T alone(PartPath.Work<T> work) throws IOException, FormatException {
    return PartPath.workOn(
        packed(),
        ops,
        () -> {
          requirePlace();
          return work.run();
        });
  }

  /** Takes away what is not finished, be it of this run or of an earlier one. */
  void clear() throws IOException {
    for (Path part : new Path[] {packed(), plain(), PartPath.of(manifest())}) {
      PartPath.remove(part, ops);
    }
  }

  /** Opens a new file, for its owner only. */
  FileChannel create(Path part) throws IOException {
    return ops.create(part);
  }

  /**
   * Names the files; a manifest that an interrupted save left gives way. Durable on return.
   *
   * @param document the manifest, if it is to have one
   * @throws IOException when that fails, or something came to one of the names meanwhile, which
   *     stays; then the snapshot does not have its name, or, where it replaces one, the message
   *     says what has
   */
  void name(Optional<byte[]> document) throws IOException {
    Path part = PartPath.of(manifest());
    if (document.isPresent()) {
      write(part, document.get());
    }
    if (form != Compression.NONE) {
      PartPath.remove(plain(), ops);
    }
    if (isReplaced && isThere(file)) {
      replace(document.isPresent());
    } else {
      nameFresh(document.isPresent());
    }
  }

  private void write(Path part, byte[] document) throws IOException {
    try (FileChannel channel = ops.create(part)) {
      ByteBuffer bytes = ByteBuffer.wrap(document);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private void nameFresh(boolean hasManifest) throws IOException {
    if (isThere(file)) {
      throw cameMeanwhile(file);
    }
    removeManifest();
    Deque<Path> named = new ArrayDeque<>();
    try {
      if (hasManifest) {
        nameFree(PartPath.of(manifest()), manifest());
        named.push(manifest());
      }
      ops.syncFolder(folder());
      nameFree(packed(), file);
      named.push(file);
      ops.syncFolder(folder());
    } catch (IOException failure) {
      unname(named, failure);
      throw failure;
    }
  }

  private void nameFree(Path part, Path name) throws IOException {
    try {
      ops.renameToFree(part, name);
    } catch (FileAlreadyExistsException taken) {
      throw cameMeanwhile(name);
    }
  }

  private static FileAlreadyExistsException cameMeanwhile(Path place) {
    return new FileAlreadyExistsException(
        place.toString(), null, "came to be while this run worked; it was left alone");
  }

  /** Takes the names away that this run gave, the last one first. */
  private void unname(Deque<Path> named, IOException failure) {
    try {
      for (Path name : named) {
        ops.delete(name);
      }
    } catch (IOException later) {
      failure.addSuppressed(later);
    }
  }

  /** Of ours alone: it speaks of what was there before. */
  private void removeManifest() throws IOException {
    if (hasForeignManifest()) {
      throw cameMeanwhile(manifest());
    }
    if (isThere(manifest())) {
      ops.delete(manifest());
    }
  }

  private void replace(boolean hasManifest) throws IOException {
    String left = "still the old snapshot";
    try {
      removeManifest();
      ops.syncFolder(folder());
      left = "still the old snapshot, now without a manifest";
      ops.rename(packed(), file);
      left = "now the new snapshot, " + (hasManifest ? "proven, without a manifest" : "not proven");
      ops.syncFolder(folder());
      if (hasManifest) {
        nameFree(PartPath.of(manifest()), manifest());
        ops.syncFolder(folder());
      }
    } catch (IOException failure) {
      throw new IOException(file + ": " + left + "; " + failure.getMessage(), failure);
    }
  }
}
