package io.drydock.tools.rewrite;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.DatabaseFile;
import java.io.IOException;

/**
 * A rewrite that is done.
 *
 * @param plan what it was to do
 * @param database as written
 */
record RewriteResult(RewritePlan plan, DatabaseFile database) implements Report {

  @Override
  public String schema() {
    return RewritePlan.schemaOf(plan.verb()) + "/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.object("plan", plan::fields)
        .number("bytes_after", database.bytes())
        .number("rows", database.rows())
        .string("hash", Integer.toHexString(database.hash()))
        .bool("verified", database.isVerified());
  }

  @Override
  public void page(Page page) {
    page.heading("Done: " + plan.verb() + " " + plan.source());
    page.fact("wrote", plan.target().finalPath().toString());
    plan.target().kept().ifPresent(aside -> page.fact("old file", aside.toString()));
    page.fact(
        "size",
        Texts.exactBytes(database.bytes())
            + ", predicted "
            + Texts.exactBytes(plan.sizes().after()));
    long less = Math.max(0, plan.sizes().before() - database.bytes());
    page.fact(
        "smaller by",
        Texts.bytes(less) + " (" + Texts.share(less, plan.sizes().before()) + ")" + whereItIs());
    page.fact(
        "checked",
        "read back: b-tree sound, "
            + Texts.count(database.rows())
            + " rows, hash "
            + Integer.toHexString(database.hash())
            + " as handed over");
    for (String note : plan.notes()) {
      page.fact("note", note);
    }
  }

  private String whereItIs() {
    return plan.target().kept().isPresent()
        ? ", which the disk gets back when the old file is removed"
        : "";
  }
}
