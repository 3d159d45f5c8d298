package io.drydock.tools.repair;

import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.write.Target;
import java.io.IOException;

/**
 * A repair that is done.
 *
 * @param plan what it was to do
 * @param proof what was found in the result before it got its name
 */
record RepairReport(RepairPlan plan, Examination proof) implements Report {

  @Override
  public String schema() {
    return "wal.repair/1";
  }

  @Override
  public void json(Json json) throws IOException {
    var progress = proof.identity().progress();
    json.object("plan", plan::fields)
        .string("verdict", proof.start().word())
        .u64("last_index", progress.lastIndex())
        .u64("commit", progress.commit())
        .u64("applied_index", progress.applied())
        .i64("revision", progress.revision());
  }

  @Override
  public void page(Page page) {
    page.heading("Done: wal repair " + plan.source());
    plan.facts(page);
    Target target = plan.target().orElseThrow();
    page.fact("wrote", target.finalPath().toString());
    var progress = proof.identity().progress();
    page.fact(
        "checked",
        page.paint().good("a server will start")
            + ": committed to "
            + Long.toUnsignedString(progress.commit())
            + ", applied to "
            + Long.toUnsignedString(progress.applied())
            + ", revision "
            + progress.revision());
  }
}
