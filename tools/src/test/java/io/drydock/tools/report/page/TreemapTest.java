package io.drydock.tools.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.report.page.Treemap.Placed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A box is divided without holes and overlaps, by weight. */
class TreemapTest {

  private static final double NEARLY = 1e-6;

  @Test
  void areasAreWeightsAndBoxesLieBesideEachOther() {
    var random = new Random(20261121);
    for (int round = 0; round < 200; round++) {
      List<Long> weights = new ArrayList<>();
      for (int i = 1 + random.nextInt(30); i > 0; i--) {
        weights.add((long) Math.exp(random.nextDouble() * 25));
      }
      weights.sort(Comparator.reverseOrder());
      Box whole = new Box(3, 5, 100 + random.nextInt(900), 100 + random.nextInt(900));
      check(weights, whole, Treemap.place(weights, Long::doubleValue, whole));
    }
  }

  private static void check(List<Long> weights, Box whole, List<Placed<Long>> placed) {
    assertEquals(weights, placed.stream().map(Placed::thing).toList());
    double all = weights.stream().mapToDouble(Long::doubleValue).sum();
    for (Placed<Long> each : placed) {
      Box box = each.box();
      assertEquals(each.thing() / all * whole.area(), box.area(), NEARLY * whole.area());
      assertTrue(box.x() >= whole.x() - NEARLY && box.y() >= whole.y() - NEARLY, each.toString());
      assertTrue(box.x() + box.width() <= whole.x() + whole.width() + NEARLY, each.toString());
      assertTrue(box.y() + box.height() <= whole.y() + whole.height() + NEARLY, each.toString());
      for (Placed<Long> other : placed) {
        assertTrue(other == each || overlap(box, other.box()) < NEARLY * whole.area());
      }
    }
  }

  private static double overlap(Box a, Box b) {
    double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
    double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
    return Math.max(0, width) * Math.max(0, height);
  }

  @Test
  void equalWeightsMakeSquares() {
    var placed = Treemap.place(List.of(1, 1, 1, 1), Integer::doubleValue, new Box(0, 0, 8, 8));
    placed.forEach(each -> assertEquals(16, each.box().area(), NEARLY));
    placed.forEach(each -> assertEquals(4, each.box().width(), NEARLY));
  }

  @Test
  void withoutWeightThereIsNoBox() {
    assertEquals(List.of(), Treemap.place(List.of(0), Integer::doubleValue, new Box(0, 0, 8, 8)));
    assertEquals(1, Treemap.place(List.of(5, 0), Integer::doubleValue, new Box(0, 0, 8, 8)).size());
  }
}
