package io.drydock.tools.snap;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.v2store.V2Store;
import io.drydock.tools.ExitCode;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.MemberFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code snap show}: position, configuration and the v2 tree of one file; of a directory the one
 * that a start would load.
 */
@Command(
    name = "show",
    description = "Show one .snap file: position, members, the v2 tree.",
    mixinStandardHelpOptions = true)
final class SnapShow implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR|FILE",
      description = "a .snap file, or a data directory: the one that a start would load")
  private Path path;

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "the WAL's own folder, when etcd was given one")
  private Optional<Path> walFolder = Optional.empty();

  @Option(
      names = "--value-bytes",
      paramLabel = "N",
      defaultValue = "200",
      description = "show at most N bytes of a value in text (default: ${DEFAULT-VALUE})")
  private int valueBytes;

  @Option(names = "--show-secrets", description = "print values of the v2 auth tree (/2) too")
  private boolean showSecrets;

  @Mixin private final OutputOptions options;

  SnapShow(Terminal terminal) {
    this.options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException, FormatException {
    try (ByteSource source = MemberFiles.open(file())) {
      SnapFile snap = SnapReader.read(source);
      V2Store store = V2Store.read(snap.storeView(), snap.storeAt());
      options.output().report(new SnapContent(snap, store, valueBytes, showSecrets));
    }
    return ExitCode.OK.code();
  }

  private Path file() throws IOException, CorruptFileException {
    if (!MemberFiles.isDirectory(path)) {
      return path;
    }
    MemberDirectory member = MemberDirectory.list(path, walFolder);
    return SnapListing.of(member).entries().stream()
        .filter(entry -> entry.fits().isUsed())
        .map(entry -> member.snapPath().resolve(entry.name()))
        .findFirst()
        .orElseThrow(() ->
            new CorruptFileException(
                new Extent(path.toString(), 0, 0),
                "no .snap file that a start would load; 'drydock snap ls' lists them"));
  }
}
