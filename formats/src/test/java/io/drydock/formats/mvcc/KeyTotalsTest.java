package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.RealBackends;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One pass says what the single questions say. */
class KeyTotalsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "etcd-3.4.23-single, data",
    "etcd-3.5.16-cluster3, m1",
    "etcd-3.5.30-cluster3, m2",
    "etcd-3.6.14-single, data",
    "etcd-3.6.14-cluster3, m2",
    "etcd-3.7.1-cluster3, m3",
    "etcd-3.7.1-upgraded-3.5.30-3.6.14, data",
    "prod-etcd-1, data",
  })
  void totalsAreThoseOfEachQuestionAlone(String archive, String directory)
      throws IOException, FormatException {
    try (var backend = new RealBackends(folder).open(archive, directory)) {
      long records = 0;
      long tombstones = 0;
      long last = 0;
      KeyScan scan = KeyScan.of(backend.view());
      for (; scan.next(); records++) {
        tombstones += scan.isTombstone() ? 1 : 0;
        last = scan.main();
      }
      var expected = new KeyTotals(records, tombstones, listed(backend.view()), last);
      assertEquals(expected, KeyTotals.of(backend.view()));
    }
  }

  private static long listed(BackendView view) throws FormatException {
    var found = (RevisionAnswer.Found<LiveKeys>) LiveKeys.at(view, 0, KeyRange.ALL);
    try (LiveKeys keys = found.value()) {
      return keys.size();
    }
  }
}
