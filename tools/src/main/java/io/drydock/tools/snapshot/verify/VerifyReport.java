package io.drydock.tools.snapshot.verify;

import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.List;

/**
 * The verdicts on the files that were named, in their order.
 *
 * @param files at least one
 */
record VerifyReport(List<Verified> files) implements Report {

  VerifyReport {
    files = List.copyOf(files);
  }

  boolean hasDamage() {
    return files.stream().anyMatch(Verified::isDamaged);
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
              Column.left("VERDICT", Verified::verdict),
              Column.right("BYTES", each -> Texts.count(each.onDisk().bytes())),
              Column.left(
                  "CODES",
                  each ->
                      String.join(
                          ", ",
                          each.findings().stream()
                              .map(found -> found.code())
                              .distinct()
                              .toList()))),
          files);
    }
    files.forEach(file -> file.draw(page));
  }
}
