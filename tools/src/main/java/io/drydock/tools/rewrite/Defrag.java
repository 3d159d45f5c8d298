package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
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

  @Override
  public Integer call() throws IOException, FormatException {
    return new RewriteRun("defrag", options, ops)
        .run(source ->
            Optional.of(
                new RewriteRun.Wish(
                    new Selection(source.db().view(), Selection.KeyFilter.ALL, Map.of()),
                    OptionalLong.empty(),
                    false,
                    List.of())));
  }
}
