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
import java.nio.file.Files;
import java.nio.file.Path;
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
 */
final class SaveFiles {

  private final Path file;
  private final Compression form;
  private final FileOps ops;

  SaveFiles(Path file, Compression form, FileOps ops) {
    this.file = file;
    this.form = form;
    this.ops = ops;
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
   * @throws UsageException when there is something at one of the places, or no folder for it; a
   *     manifest without its file is left from an interrupted save and no hindrance
   */
  void requireFree() throws IOException {
    if (!Files.isDirectory(folder())) {
      throw new UsageException(file + ": the folder " + folder() + " does not exist");
    }
    if (Files.exists(file)) {
      throw new UsageException(file + ": there is something already; nothing was done");
    }
    switch (ManifestFile.read(manifest())) {
      case ManifestFile.Found.Absent _ -> {}
      case ManifestFile.Found.Damaged _, ManifestFile.Found.Present _ -> {}
      case ManifestFile.Found.Foreign _ ->
          throw new UsageException(
              manifest() + ": stands where the manifest has to go; nothing was done");
    }
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
          requireFree();
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
   * @throws IOException when that fails; then the snapshot does not have its name
   */
  void name(Optional<byte[]> document) throws IOException {
    Path part = PartPath.of(manifest());
    if (document.isPresent()) {
      write(part, document.get());
    }
    if (form != Compression.NONE) {
      PartPath.remove(plain(), ops);
    }
    boolean isNamed = false;
    try {
      if (document.isPresent()) {
        ops.rename(part, manifest());
      } else if (Files.exists(manifest())) {
        ops.delete(manifest());
      }
      ops.syncFolder(folder());
      ops.rename(packed(), file);
      ops.syncFolder(folder());
      isNamed = true;
    } finally {
      if (!isNamed) {
        unname();
      }
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

  private void unname() throws IOException {
    for (Path named : new Path[] {file, manifest()}) {
      if (Files.exists(named)) {
        ops.delete(named);
      }
    }
  }
}
