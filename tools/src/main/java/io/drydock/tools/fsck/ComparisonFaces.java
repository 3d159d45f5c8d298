package io.drydock.tools.fsck;

import io.drydock.tools.compare.LogComparison;
import io.drydock.tools.compare.StoreComparison;
import io.drydock.tools.fsck.peers.Comparison;
import io.drydock.tools.fsck.peers.Pair;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import java.io.IOException;

/** The two faces of compared members. */
final class ComparisonFaces {

  private ComparisonFaces() {}

  static void json(Json json, Comparison comparison) throws IOException {
    json.objects("findings", comparison.diagnoses(), FsckReport::diagnosis);
    json.objects("pairs", comparison.pairs(), ComparisonFaces::pair);
  }

  private static void pair(Json json, Pair pair) throws IOException {
    json.string("first", pair.first()).string("second", pair.second());
    if (pair.logs().isPresent()) {
      LogComparison logs = pair.logs().get();
      json.begin("logs")
          .u64("from_index", logs.from())
          .u64("to_index", logs.to())
          .number("entries", logs.compared())
          .u64("first_divergent_index", logs.firstDivergent())
          .bool("same", logs.isSame())
          .end();
    }
    if (pair.stores().isPresent()) {
      StoreComparison stores = pair.stores().get();
      json.begin("stores")
          .i64("compact_revision", stores.floor())
          .i64("to_revision", stores.upTo())
          .number("records_same", stores.records())
          .number("differences", stores.differences())
          .string("first_divergent_revision", stores.first().map(one -> one.revision().toString()))
          .bool("same", stores.isSame())
          .end();
    }
  }

  static void draw(Page page, Comparison comparison) {
    page.heading("Compared");
    for (Pair pair : comparison.pairs()) {
      page.line("  " + pair.first() + " and " + pair.second() + ": " + Verdicts.words(pair), 4);
    }
    comparison.diagnoses().forEach(one -> FsckReport.draw(page, one));
  }
}
