package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a list of records. */
class FillLeavesTest {

  private static FillLeaf leaf(Random random, long pageId, FillLeaf.Source source) {
    long high = random.nextBoolean() ? random.nextInt(5) : random.nextLong();
    return new FillLeaf(
        pageId,
        Optional.empty(),
        4096L * (1 + random.nextInt(3)),
        source,
        new FillLeaf.Beginning(high, random.nextInt(3) - 1L),
        new FillLeaf.Beginning(random.nextLong(), random.nextLong()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 1000, 4096, 4097, 10_000})
  void comeInTheOrderOfTheirFirstKeys(int count) {
    var random = new Random(count);
    var leaves = new FillLeaves();
    List<FillLeaf> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FillLeaf.Source source =
          random.nextInt(4) == 0 ? FillLeaf.Source.COMMIT : FillLeaf.Source.STRAY;
      FillLeaf leaf = leaf(random, 2 + random.nextInt(1 << 30), source);
      leaves.add(leaf(random, 1, source));
      leaves.setLast(leaf);
      assertEquals(leaf, leaves.getLast());
      expected.add(leaf);
    }
    assertEquals(
        expected.stream().anyMatch(leaf -> leaf.source() == FillLeaf.Source.STRAY),
        leaves.hasStrays());
    leaves.sort();
    expected.sort(Comparator.comparing(FillLeaf::first));
    assertEquals(count, leaves.size());
    for (int i = 0; i < count; i++) {
      assertEquals(expected.get(i), leaves.get(i));
    }
  }
}
