package io.drydock.tools.rewrite;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;

/**
 * A rewrite that is done.
 *
 * @param plan what it was to do
 * @param bytes size of the new database as written
 * @param hash CRC-32C over all buckets of the new file, read back and equal to what was handed over
 * @param rows in all buckets of the new file
 */
record RewriteResult(RewritePlan plan, long bytes, int hash, long rows) implements Report {

  @Override
  public String schema() {
    return plan.verb() + "/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.object("plan", plan::fields)
        .number("bytes_after", bytes)
        .number("rows", rows)
        .string("hash", "%08x".formatted(hash))
        .bool("verified", true);
  }

  @Override
  public void page(Page page) {
    page.heading("Done: " + plan.verb() + " " + plan.source());
    page.fact("wrote", plan.target().finalPath().toString());
    plan.target().aside().ifPresent(aside -> page.fact("old file", aside.toString()));
    page.fact(
        "size", Texts.exactBytes(bytes) + ", predicted " + Texts.exactBytes(plan.sizes().after()));
    page.fact(
        "gave back",
        Texts.bytes(Math.max(0, plan.sizes().before() - bytes))
            + " ("
            + Texts.share(Math.max(0, plan.sizes().before() - bytes), plan.sizes().before())
            + ")");
    page.fact(
        "checked",
        "read back: b-tree sound, "
            + Texts.count(rows)
            + " rows, hash "
            + "%08x".formatted(hash)
            + " as handed over");
  }
}
