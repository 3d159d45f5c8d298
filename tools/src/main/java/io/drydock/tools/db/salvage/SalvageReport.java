package io.drydock.tools.db.salvage;

import io.drydock.formats.mvcc.check.MvccReport;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.DatabaseFile;
import java.io.IOException;

/**
 * A salvage that is done.
 *
 * @param plan what it was to do
 * @param database as written and read back
 * @param store what breaks the rules of a store in it, because rows before or behind are lost
 */
record SalvageReport(SalvagePlan plan, DatabaseFile database, MvccReport store) implements Report {

  private static final int SHOWN = 20;

  @Override
  public String schema() {
    return "db.salvage/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.object("plan", plan::fields)
        .number("bytes", database.bytes())
        .number("rows", database.rows())
        .string("hash", Integer.toHexString(database.hash()))
        .bool("verified", database.isVerified())
        .number("key_records", store.records())
        .number("keys", store.keys());
    Findings.json(json, Findings.worstFirst(store.findings()));
  }

  @Override
  public void page(Page page) {
    page.heading("Salvaged " + plan.source());
    plan.facts(page);
    page.fact("wrote", plan.target().orElseThrow() + ", " + Texts.exactBytes(database.bytes()));
    page.fact(
        "checked",
        "read back: b-tree sound, "
            + Texts.count(database.rows())
            + " rows, "
            + Texts.count(store.keys(), "key")
            + ", hash "
            + Integer.toHexString(database.hash())
            + " as handed over");
    Findings.worstFirst(store.findings()).stream()
        .limit(SHOWN)
        .forEach(finding -> page.fact("left", finding.code() + " " + finding.message()));
    if (store.findings().size() > SHOWN) {
      String written = Texts.shellWord(plan.target().orElseThrow());
      page.fact("left", "`drydock db check " + written + "` lists all");
    }
    new Advice(plan).next().forEach(line -> page.fact("next", line));
  }
}
