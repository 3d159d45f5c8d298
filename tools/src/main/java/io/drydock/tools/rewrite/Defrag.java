package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code defrag}: the same rows in as few pages as they need. */
@Command(
    name = "defrag",
    description = "Write the database anew without its free pages; history stays.",
    mixinStandardHelpOptions = true)
public final class Defrag implements Callable<Integer> {

  @Mixin private final RewriteOptions options;
  private final FileOps ops;

  /** Works on the real disk. */
  public Defrag(Terminal terminal) {
    this(terminal, FileOps.DISK);
  }

  Defrag(Terminal terminal, FileOps ops) {
    this.options = new RewriteOptions(terminal);
    this.ops = ops;
  }

  /**
   * Defragments a database where it lies, without printing; nothing of the old one stays.
   *
   * @throws IOException when the disk fails or has no room; the old one is untouched then
   * @throws FormatException when it is damaged; as above
   */
  public static void silently(Path database) throws IOException, FormatException {
    var nowhere = OutputStream.nullOutputStream();
    var defrag = new Defrag(Terminal.plain(nowhere, nowhere));
    CommandLine.populateCommand(defrag, "--in-place", "--remove-old", "--", database.toString());
    defrag.call();
  }

  @Override
  public Integer call() throws IOException, FormatException {
    return new RewriteRun("defrag", options, ops)
        .run(source ->
            new RewriteRun.Wish(
                new Selection(source.db().view(), Selection.KeyFilter.ALL, Map.of()),
                OptionalLong.empty(),
                false,
                List.of()));
  }
}
