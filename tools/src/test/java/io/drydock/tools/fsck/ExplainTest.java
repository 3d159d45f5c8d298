package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Run;
import io.drydock.tools.fsck.catalogue.Catalogue;
import io.drydock.tools.fsck.catalogue.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What pasted words of etcd lead to. Lines as etcd 3.4.23, 3.5.30, 3.6.14 and 3.7.1 wrote them. */
class ExplainTest {

  /** One a line: the code, then the words as they were pasted. */
  static Stream<Arguments> said() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/fsck/said.txt")).stream()
        .map(line -> line.split(" +", 2))
        .map(parts -> Arguments.of(parts[0], parts[1]));
  }

  @ParameterizedTest
  @MethodSource("said")
  void wordsLeadToTheirCode(String code, String words) throws IOException {
    Run run = Run.drydock("fsck", "explain", words, "-o", "json");
    assertEquals(ExitCode.OK, run.code(), run.out() + run.err());
    assertEquals(code, Json.read(run.out()).at("/explanations/0/code").asText(), words);
  }

  @Test
  void whatEtcdEndedWithComesBeforeWhatItSaidEarlier() throws IOException {
    Run run =
        Run.drydock(
            "fsck",
            "explain",
            """
            {"level":"warn","msg":"failed to find [SNAPSHOT-INDEX].snap.db","snapshot-index":1005}
            panic: failed to recover v3 backend from snapshot
            [signal SIGSEGV: segmentation violation code=0x1 addr=0x20 pc=0xc14a09]
            panic: runtime error: invalid memory address or nil pointer dereference

            goroutine 1 [running]:
            go.etcd.io/etcd/server/etcdmain.Main({0xc000040080, 0x2, 0x2})
            """,
            "-o",
            "json");
    var found = Json.read(run.out()).path("explanations");
    assertEquals(2, found.size(), run.out());
    assertEquals("ETCD-SNAP-DB", found.at("/0/code").asText());
    assertEquals("ETCD-NIL-SNAPSHOT", found.at("/1/code").asText());
  }

  @Test
  void answersForPeopleAsKept() throws IOException {
    Golden.check("fsck/explain-code.txt", Run.drydock("fsck", "explain", "WAL-CRC").out());
    Run pasted = Run.drydock("fsck", "explain", "panic: failed to open database");
    Golden.check("fsck/explain-message.txt", pasted.out());
    Run json = Run.drydock("fsck", "explain", "WAL-TORN", "-o", "json");
    Golden.check("fsck/explain.json", json.out());
  }

  @Test
  void withoutWordsEveryCodeIsListed() {
    List<String> lines = Run.drydock("fsck", "explain").out().lines().toList();
    for (Entry entry : Catalogue.all().entries()) {
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith(" " + entry.code() + " ")), entry.code());
    }
  }

  @Test
  void aMistypedCodeNamesTheNearest() {
    Run run = Run.drydock("fsck", "explain", "WAL-CRCS");
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(run.out().startsWith("nothing is known of this\nthe nearest is WAL-CRC: "));
  }

  @Test
  void whatIsUnknownIsSaidToBe() throws IOException {
    Run run = Run.drydock("fsck", "explain", "the cat sat on the keyboard", "-o", "json");
    assertEquals(ExitCode.FINDINGS, run.code());
    assertEquals(0, Json.read(run.out()).path("explanations").size());
    assertTrue(Json.read(run.out()).path("nearest").isMissingNode(), run.out());
  }
}
