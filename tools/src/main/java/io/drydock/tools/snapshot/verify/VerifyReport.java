package io.drydock.tools.snapshot.verify;

import io.drydock.tools.ExitCode;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/**
 * The verdicts on the files that were named, in their order.
 *
 * @param files at least one
 */
record VerifyReport(List<Verdict> files) implements Report {

  VerifyReport {
    files = List.copyOf(files);
  }

  private boolean hasDamage() {
    return files.stream().anyMatch(file -> file.code() == ExitCode.FINDINGS);
  }

  /** The highest code of any file: what could not be read is worse than what is damaged. */
  ExitCode code() {
    return files.stream().map(Verdict::code).max(Comparator.naturalOrder()).orElseThrow();
  }

  @Override
  public String schema() {
    return "snapshot.verify/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.bool("damaged", hasDamage())
        .objects("files", files, (each, verified) -> verified.json(each));
  }

  @Override
  public void page(Page page) {
    if (page.isTable()) {
      page.table(
          List.of(
              Column.left("FILE", each -> each.file().toString()),
              Column.left("VERDICT", Verdict::verdict),
              Column.right("BYTES", each -> each.cells().bytes()),
              Column.left("CODES", each -> each.cells().codes())),
          files);
    }
    files.forEach(file -> file.draw(page));
  }
}
