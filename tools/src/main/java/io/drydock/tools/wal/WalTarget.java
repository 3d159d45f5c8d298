package io.drydock.tools.wal;

import io.drydock.tools.source.WalFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which WAL is meant. */
final class WalTarget {

  @Parameters(index = "0", paramLabel = "DIR", description = "a data directory, or a WAL folder")
  private Path directory;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "the WAL's own folder, when etcd was given one")
  private Optional<Path> walFolder = Optional.empty();

  /**
   * Lists it.
   *
   * @throws IOException when there is no WAL, or it cannot be read
   */
  WalFiles open() throws IOException {
    return WalFiles.open(directory, walFolder);
  }
}
