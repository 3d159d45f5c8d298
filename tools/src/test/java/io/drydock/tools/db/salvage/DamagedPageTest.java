package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands that only read say of a page with one wrong field. */
class DamagedPageTest {

  private static final int FIRST_ELEMENT = 16;

  @TempDir Path folder;
  private Path whole;
  private DbPages pages;
  private ByteBuffer bytes;

  @BeforeEach
  void load() throws Exception {
    byte[] sound = SalvageTest.kept("etcd-3.6.14-single");
    whole = Files.write(folder.resolve("whole"), sound);
    pages = new DbPages(sound);
    bytes = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int leafFromTheEnd(int back) {
    int[] leaves = pages.children(pages.keyRoot());
    return leaves[leaves.length - 1 - back] * DbPages.PAGE;
  }

  private Path broken() throws Exception {
    return Files.write(folder.resolve("broken"), bytes.array());
  }

  private static List<String> codes(Run run) throws Exception {
    JsonNode report = Json.read(run.out());
    return report.findValues("code").stream().map(JsonNode::asText).distinct().toList();
  }

  private void areFound(String... codes) throws Exception {
    Path broken = broken();
    for (Run run :
        List.of(
            Run.drydock("db", "check", broken, "-o", "json"),
            Run.drydock("snapshot", "verify", "--skip-hash-check", broken, "-o", "json"))) {
      assertEquals(ExitCode.FINDINGS, run.code(), run.err());
      assertTrue(codes(run).containsAll(List.of(codes)), run.out());
    }
  }

  @Test
  void elementsThatAreLeftOut() throws Exception {
    bytes.putShort(leafFromTheEnd(0) + 10, (short) 2);
    areFound("BOLT-FILLING", "MVCC-TREE");
    assertEquals(ExitCode.FINDINGS, Run.drydock("diff", whole, broken()).code());
    assertEquals(
        ExitCode.FINDINGS,
        Run.drydock("defrag", broken(), "--out", folder.resolve("defragmented")).code());
  }

  @Test
  void aRowThatSaysItIsABucket() throws Exception {
    bytes.putInt(leafFromTheEnd(1) + FIRST_ELEMENT, 1);
    areFound("MVCC-TREE");
    for (Run run :
        List.of(Run.drydock("diff", whole, broken()), Run.drydock("diff", broken(), whole))) {
      assertEquals(ExitCode.FINDINGS, run.code(), run.err());
      assertTrue(run.err().contains("a bucket in bucket key"), run.err());
    }
  }

  @Test
  void aBucketThatSaysItIsARow() throws Exception {
    bytes.putInt(pages.root() * DbPages.PAGE + FIRST_ELEMENT, 0);
    areFound("BOLT-BUCKET");
    assertEquals(
        ExitCode.FINDINGS,
        Run.drydock("defrag", broken(), "--out", folder.resolve("defragmented")).code());
  }

  @Test
  void aRevisionBeforeTheOneBefore() throws Exception {
    int leaf = leafFromTheEnd(0);
    int element = leaf + FIRST_ELEMENT + 16;
    int key = element + bytes.getInt(element + 4);
    for (long main : new long[] {100, 1L << 40}) {
      bytes.putLong(key, Long.reverseBytes(main));
      areFound("MVCC-ORDER");
      for (Run run :
          List.of(Run.drydock("diff", whole, broken()), Run.drydock("diff", broken(), whole))) {
        assertEquals(ExitCode.FINDINGS, run.code(), run.err());
        assertTrue(run.err().contains("broken:0x"), main + ": " + run.err());
      }
    }
  }
}
