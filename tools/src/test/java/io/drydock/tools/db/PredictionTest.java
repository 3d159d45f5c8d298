package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.tools.Kept;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The predicted size is that which etcd 3.5.30 came to on a copy. */
class PredictionTest {

  @Test
  void theTourShrinksToWhatEtcdMadeOfIt() throws IOException {
    JsonNode predicted = DbJson.found("du", Kept.directory("prod-etcd-1").resolve("data")).json();
    JsonNode reached =
        Kept.expected("prod-etcd-1")
            .json("after_compact_and_defrag")
            .path("endpoint_status")
            .path("Status");
    long after = predicted.path("after_compaction_and_defrag").path("size_bytes").asLong();
    assertEquals(reached.path("dbSizeInUse").asLong(), after);
  }
}
