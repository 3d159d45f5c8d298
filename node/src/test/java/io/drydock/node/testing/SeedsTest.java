package io.drydock.node.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(named = "sim.seed", matches = ".*", disabledReason = "one seed asked for")
class SeedsTest {

  @Test
  void theFixedSeedsGiveTheSameNumbersEachTimeAndTheLastOneNewNumbers() {
    List<Long> first = numbers();
    List<Long> second = numbers();
    int fixed = first.size() - 1;
    assertTrue(fixed > 0);
    assertEquals(first.subList(0, fixed), second.subList(0, fixed));
    assertTrue(!first.get(fixed).equals(second.get(fixed)), "the last seed is not fresh");
  }

  @Test
  void aFailureNamesTheSeedThatRepeatsIt() {
    var failure =
        assertThrows(
            AssertionError.class,
            () -> Seeds.check(random -> assertTrue(random.nextInt(10) != 3, "three")));
    assertTrue(
        failure.getMessage().matches("(?s).*-Dsim\\.seed=\\d+ .*three.*"), failure.getMessage());
  }

  private static List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    Seeds.check(random -> numbers.add(random.nextLong()));
    return numbers;
  }
}
