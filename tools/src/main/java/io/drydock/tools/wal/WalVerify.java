package io.drydock.tools.wal;

import io.drydock.formats.Finding;
import io.drydock.tools.ExitCode;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.RowStyle;
import io.drydock.tools.output.RowWriter;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.WalFiles;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wal verify}: everything that is wrong with a log. */
@Command(
    name = "verify",
    description = "Checks names, frames, checksums, the chain and what the log says.",
    mixinStandardHelpOptions = true)
final class WalVerify implements Callable<Integer> {

  private static final RowStyle<Finding> STYLE =
      new RowStyle<>(
          VerifyReport.SCHEMA,
          "findings",
          Findings.columns(),
          (finding, paint) -> Findings.line(paint, finding),
          Findings::fields);

  @Mixin private final WalTarget target = new WalTarget();

  @Mixin private final OutputOptions options;

  WalVerify(Terminal terminal) {
    this.options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException {
    WalFiles files = target.open();
    RowWriter<Finding> rows = options.output().rows(STYLE);
    var findings = new FindingStream(rows);
    Verification verification;
    try (Progress progress = options.progresses().start("wal verify", files.bytes())) {
      verification = Verification.of(files, findings);
      progress.advance(files.bytes());
    }
    findings.release();
    rows.finish(new VerifyReport(verification, findings));
    return (findings.errors() > 0 ? ExitCode.FINDINGS : ExitCode.OK).code();
  }
}
