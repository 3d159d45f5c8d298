package io.drydock.formats.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriterVersionTest {

  @ParameterizedTest
  @CsvSource({
    // index, term, storageVersion, clusterVersion, candidates; the likely one has a star
    "7, 2, 3.7.0, 3.7.0, '3.7*'",
    "7, 2, 3.6.0, 3.6.0, '3.6* 3.7'",
    // Before the mark is set: absence of storageVersion does not prove 3.5.
    "7, 2,      , 3.6.0, '3.6* 3.7'",
    "7, 2,      , 3.5.0, '3.5* 3.6 3.7'",
    "7, 2,      ,      , '3.5* 3.6 3.7'",
    "7,  ,      , 3.4.0, '3.4*'",
    "7,  ,      ,      , '3.4*'",
    " ,  ,      ,      , '3.4 3.5 3.6 3.7'",
    " ,  ,      , 3.6.0, '3.6* 3.7'",
    "7, 2, 3.9.0, 3.9.0, ''",
    // No server leaves these two together.
    "7,  ,      , 3.6.0, '3.4 3.5 3.6 3.7'",
  })
  void marksNarrowTheLinesDown(
      Long index, Long term, String storage, String cluster, String candidates) {
    WriterVersion writer = writer(index, term, storage, cluster);
    String found =
        writer.candidates().stream()
            .map(line -> line + (writer.likely().equals(Optional.of(line)) ? "*" : ""))
            .collect(Collectors.joining(" "));
    assertEquals(candidates, found, writer.evidence().toString());
  }

  @Test
  void nothingAppliedCannotBeTold() {
    WriterVersion nothing = writer(null, null, null, null);
    assertEquals(List.of(ReleaseLine.values()), nothing.candidates());
    assertEquals(Optional.empty(), nothing.likely());
  }

  @Test
  void contradictingMarksSaySo() {
    List<String> evidence = writer(7L, null, null, "3.6.0").evidence();
    assertEquals("the marks contradict each other", evidence.getLast());
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.16, 3.5.16",
    "v3.4.34, 3.4.34",
    "3.6, 3.6.0",
    "3.8.0-alpha.0, 3.8.0",
    "three, ",
    "3, ",
    "3.5.99999, ",
  })
  void versionsParse(String text, String expected) {
    assertEquals(Optional.ofNullable(expected), EtcdVersion.parse(text).map(EtcdVersion::toString));
  }

  private static WriterVersion writer(Long index, Long term, String storage, String cluster) {
    var meta =
        new MetaState(
            index == null ? OptionalLong.empty() : OptionalLong.of(index),
            term == null ? OptionalLong.empty() : OptionalLong.of(term),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.ofNullable(storage),
            List.of());
    return WriterVersion.of(meta, Optional.ofNullable(cluster));
  }
}
