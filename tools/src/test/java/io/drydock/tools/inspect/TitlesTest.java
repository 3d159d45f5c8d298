package io.drydock.tools.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TitlesTest {

  @Test
  void theLastPartsThatDifferAreEnough() {
    assertEquals(List.of("m1", "m2"), Titles.of(List.of("/backup/m1", "/backup/m2/")));
    assertEquals(
        List.of("a/data", "b/data"), Titles.of(List.of("/backup/a/data", "/backup/b/data")));
  }

  @Test
  void oneDirectoryKeepsItsName() {
    assertEquals(List.of("/backup/m1"), Titles.of(List.of("/backup/m1")));
  }

  @Test
  void theSameDirectoryTwiceKeepsItsName() {
    assertEquals(List.of("x/m1", "x/m1"), Titles.of(List.of("x/m1", "x/m1")));
  }
}
