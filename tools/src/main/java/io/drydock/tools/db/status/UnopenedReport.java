package io.drydock.tools.db.status;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import java.io.IOException;
import java.util.List;

/**
 * The answer for a database that is damaged where it begins, so that nothing in it can be reached.
 *
 * @param schema of the question
 * @param finding what is wrong
 */
record UnopenedReport(String schema, Finding finding) implements Report {

  UnopenedReport(String schema, CorruptFileException damage) {
    this(schema, new Finding("DB-DAMAGED", Severity.ERROR, damage.at(), damage.problem()));
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("file", finding.at().file())
        .string("verdict", "damaged")
        .number("errors", 1)
        .number("warnings", 0);
    Findings.json(json, List.of(finding));
  }

  @Override
  public void page(Page page) {
    if (page.isTable()) {
      page.table(Findings.columns(), List.of(finding));
    }
    Findings.draw(page, finding);
    page.line(page.paint().bad("damaged") + ": 1 error; nothing in it can be reached");
  }
}
