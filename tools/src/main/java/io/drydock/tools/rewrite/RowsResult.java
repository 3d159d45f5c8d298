package io.drydock.tools.rewrite;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;

/**
 * A conversion to rows that is done. What was read back was equal to what was written, else there
 * is no such record.
 *
 * @param plan what it was to do
 * @param bytes of the new backend
 * @param rows in all buckets
 */
record RowsResult(RowsPlan plan, long bytes, long rows) implements Report {

  @Override
  public String schema() {
    return "convert.rows/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.object("plan", plan::fields).number("bytes_after", bytes).number("rows", rows);
  }

  @Override
  public void page(Page page) {
    page.heading("Done: " + ConvertBackend.VERB + " " + plan.source());
    page.fact("wrote", plan.target().finalPath().toString());
    page.fact("rows", Texts.count(rows) + " in " + Texts.exactBytes(bytes));
    page.fact("checked", "read back: each bucket has the rows and the checksum of the old one");
    for (String note : plan.notes()) {
      page.fact("note", note);
    }
  }
}
