package io.drydock.tools.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code snapshot restore} answers on the kept archives. */
class RestoreGoldenTest {

  private static final String CLUSTER =
      """
      token: after-the-fire
      members:
        - {name: m1, peer-urls: "https://10.0.0.1:2380"}
        - {name: m2, peer-urls: "https://10.0.0.2:2380"}
        - {name: m3, peer-urls: ["https://10.0.0.3:2380", "https://10.1.0.3:2380"]}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3.4       | etcd-3.4.23-single/snapshot.db |
          3.5       | etcd-3.5.30-single/snapshot.db | --drop-alarms
          3.6       | etcd-3.6.14-single/snapshot.db | --cluster YAML
          3.7       | etcd-3.7.1-single/snapshot.db  | --bump-revision auto --mark-compacted
          3.7-to-3.5| etcd-3.7.1-single/snapshot.db  | --etcd-version 3.5 --cluster YAML
          copied    | etcd-3.6.14-cluster3/m1        | --skip-hash-check
          """)
  void answersAsKept(String name, String source, String more) throws IOException {
    Path yaml = Files.writeString(folder.resolve("cluster.yaml"), CLUSTER);
    String rest = more == null ? "" : more;
    String place = rest.contains("YAML") ? "--out" : "--data-dir";
    String line =
        "snapshot restore SOURCE %s OUT %s".formatted(place, rest.replace("YAML", yaml.toString()));
    check(name + ".plan.txt", line + " --dry-run", source);
    check(name + ".plan.json", line + " --dry-run -o json", source);
    check(name + ".check.txt", line + " --check", source);
    check(name + ".json", line + " -o json", source);
    check(name + ".txt", line.replace("OUT", "SECOND"), source);
  }

  private void check(String golden, String line, String source) throws IOException {
    Path archive = Kept.directory(source.substring(0, source.indexOf('/')));
    Path file = archive.resolve(source.substring(source.indexOf('/') + 1));
    Run run =
        Run.drydock(
            Stream.of(line.strip().split(" +"))
                .map(word ->
                    switch (word) {
                      case "SOURCE" -> file.toString();
                      case "OUT" -> folder.resolve("out").toString();
                      case "SECOND" -> folder.resolve("second").toString();
                      default -> word;
                    })
                .toArray());
    assertEquals(ExitCode.OK, run.code(), run.err());
    Golden.check("restore/" + golden, stable(run.out()));
  }

  /** Without what depends on the machine: folders and the free room. */
  private String stable(String out) {
    return Kept.withoutPlace(out)
        .replace(folder.toString(), "/tmp")
        .replaceAll("drydock-check-[0-9a-f]+", "drydock-check-HASH")
        .replaceAll("\"bytes_available\": \\d+", "\"bytes_available\": 0")
        .replaceAll("of [0-9.,]+ [KMGT]iB free", "of ROOM free");
  }
}
