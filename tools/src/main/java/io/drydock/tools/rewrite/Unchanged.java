package io.drydock.tools.rewrite;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Nothing was to do, so nothing was written.
 *
 * @param verb that was asked for
 * @param source the database
 */
record Unchanged(String verb, Path source) implements Report {

  @Override
  public String schema() {
    return RewritePlan.schemaOf(verb) + ".plan/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("source", source.toString()).bool("nothing_to_do", true);
  }

  @Override
  public void page(Page page) {
    page.line(source + ": nothing to do for " + verb + "; nothing was written");
  }
}
