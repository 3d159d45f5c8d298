package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is lost where no page is known to be missing. */
class LossesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      textBlock =
          """
          -1 | 2 3 4         | nothing
          -1 | 3 4           | 2 perhaps lost
          -1 | 2 3 7 8       | 4 to 6 perhaps lost
          -1 | 2 3.0 3.1 4   | nothing
          -1 | 2 3.0 3.2 4   | 3 partly lost
          -1 | 2 3.1 4       | 3 partly lost
           5 | 2 4 6 7       | nothing
           5 | 2 4 7         | 6 perhaps lost
           5 | 2 4           | 1 to 5 perhaps lost
           5 | 5             | nothing
          9223372036854775807 | 2 9 | nothing
          """)
  void gapsWithoutHoles(long compactRevision, String revisions, String expected) {
    var losses = new Losses(List.of(), compactRevision);
    for (String revision : revisions.split(" ")) {
      String[] parts = revision.split("\\.");
      long sub = parts.length > 1 ? Long.parseLong(parts[1]) : 0;
      var at = new Revision(Long.parseLong(parts[0]), sub);
      losses.row(new RevisionKey(at, false).encode().segment());
    }
    losses.end(0);
    List<String> found =
        losses.listed().stream().map(each -> each.range() + " " + each.certainty().text()).toList();
    assertEquals(expected == null ? List.of() : List.of(expected), found);
  }
}
