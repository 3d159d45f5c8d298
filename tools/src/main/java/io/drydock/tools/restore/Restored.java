package io.drydock.tools.restore;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.DatabaseFile;
import java.io.IOException;

/**
 * A restore that is done, or was tried.
 *
 * @param plan what it was to do
 * @param proof what the new directories were found to hold
 * @param isKept false when it was only a trial, and all was removed again
 */
record Restored(RestorePlan plan, Proof proof, boolean isKept) implements Report {

  @Override
  public String schema() {
    return "snapshot.restore/1";
  }

  @Override
  public void json(Json json) throws IOException {
    DatabaseFile database = proof.database();
    json.object("plan", plan::fields)
        .bool("kept", isKept)
        .bool("verified", true)
        .number("rows", database.rows())
        .string("hash", Integer.toHexString(database.hash()))
        .string("hash_kv", Integer.toHexString(proof.hashKv().hash()))
        .i64("hash_kv_revision", proof.hashKv().hashRevision())
        .i64("hash_kv_compact_revision", proof.hashKv().compactRevision());
  }

  @Override
  public void page(Page page) {
    page.heading((isKept ? "Restored " : "Tried, proven and removed again: ") + plan.source());
    plan.facts(page);
    page.fact(
        "proven",
        "read back: log, .snap file and database sound, of one cluster, "
            + Texts.count(proof.database().rows(), "row")
            + (plan.places().size() > 1 ? ", the same in every member" : ""));
    page.fact(
        "HashKV",
        "%s at revision %d%s"
            .formatted(
                Integer.toHexString(proof.hashKv().hash()),
                proof.hashKv().hashRevision(),
                proof.hashKv().compactRevision() < 0
                    ? ""
                    : ", compacted at " + proof.hashKv().compactRevision()));
    plan.members(page, isKept);
    if (isKept) {
      page.line(
          "Start each member on its directory, as the user who owns it, with the same peer URLs"
              + " and token.");
    }
  }
}
