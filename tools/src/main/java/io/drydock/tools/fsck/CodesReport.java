package io.drydock.tools.fsck;

import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import java.io.IOException;
import java.util.List;

/** All codes, one line each. */
record CodesReport(List<Entry> entries) implements Report {

  CodesReport {
    entries = List.copyOf(entries);
  }

  @Override
  public String schema() {
    return "fsck.codes/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.objects("codes", entries, ExplainReport::fields);
  }

  @Override
  public void page(Page page) {
    page.table(
        List.of(
            Column.left("CODE", Entry::code),
            Column.left("START", entry -> entry.isMessage() ? "" : entry.start().word()),
            Column.left("LOST", entry -> entry.loss().answer().word()),
            Column.left("CAUSE", Entry::cause)),
        entries);
  }
}
