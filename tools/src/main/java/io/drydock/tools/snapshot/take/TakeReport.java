package io.drydock.tools.snapshot.take;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.DatabaseFile;
import java.io.IOException;

/**
 * A snapshot that was taken.
 *
 * @param plan what it was to be
 * @param database as written and read back
 */
record TakeReport(TakePlan plan, DatabaseFile database) implements Report {

  @Override
  public String schema() {
    return "snapshot.take/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.object("plan", plan::fields)
        .string("file", plan.file().orElseThrow().toString())
        .u64("raft_index", plan.caught().reached().raftIndex())
        .i64("revision", plan.caught().reached().revision())
        .number("bytes", database.bytes())
        .number("rows", database.rows())
        .string("hash", Integer.toHexString(database.hash()))
        .bool("verified", true);
  }

  @Override
  public void page(Page page) {
    page.heading("Snapshot of " + plan.source());
    plan.facts(page);
    page.fact("wrote", plan.file().orElseThrow() + ", " + Texts.exactBytes(database.bytes()));
    page.fact(
        "checked",
        "read back: b-tree sound, "
            + Texts.count(database.rows())
            + " rows, hash "
            + Integer.toHexString(database.hash())
            + " as handed over; SHA-256 at its end");
  }
}
