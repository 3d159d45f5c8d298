package io.drydock.tools.wal.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SketchTest {

  private static final Comparator<Integer> ORDER = Comparator.naturalOrder();

  @Test
  void anEmptyOneHasNothing() {
    assertEquals(List.of(), new Sketch<Integer>(3).top(5, ORDER));
  }

  @Test
  void equallyHeavyThingsComeInOrder() {
    var sketch = new Sketch<Integer>(3);
    sketch.add(2, 5, 1);
    sketch.add(1, 5, 1);
    sketch.add(3, 6, 1);
    assertEquals(
        List.of(3, 1, 2), sketch.top(3, ORDER).stream().map(Sketch.Weighed::thing).toList());
    assertEquals(List.of(3), sketch.top(1, ORDER).stream().map(Sketch.Weighed::thing).toList());
  }

  @Test
  void whatDoesNotFitTakesThePlaceOfTheLightest() {
    var sketch = new Sketch<Integer>(2);
    sketch.add(1, 10, 1);
    sketch.add(2, 3, 1);
    assertTrue(sketch.isExact());
    sketch.add(3, 4, 1);
    assertFalse(sketch.isExact());
    assertEquals(
        List.of(new Sketch.Weighed<>(1, 10, 0, 1), new Sketch.Weighed<>(3, 7, 3, 1)),
        sketch.top(9, ORDER));
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 100, 1000})
  void theBoundsHold(int room) {
    var random = new Random(room);
    var sketch = new Sketch<Integer>(room);
    Map<Integer, Long> truth = new HashMap<>();
    long all = 0;
    for (int i = 0; i < 20_000; i++) {
      int thing = (int) Math.abs(random.nextGaussian() * 100);
      long weight = random.nextInt(10);
      sketch.add(thing, weight, 1);
      truth.merge(thing, weight, Long::sum);
      all += weight;
    }
    List<Sketch.Weighed<Integer>> found = sketch.top(room, ORDER);
    for (Sketch.Weighed<Integer> each : found) {
      long real = truth.get(each.thing());
      assertTrue(real <= each.weight(), each.toString());
      assertTrue(each.weight() - each.excess() <= real, each.toString());
    }
    long limit = all / room;
    truth.forEach((thing, weight) ->
        assertTrue(
            weight <= limit || found.stream().anyMatch(each -> each.thing().equals(thing)),
            () -> thing + " weighs " + weight + " of more than " + limit));
    assertEquals(truth.size() <= room, sketch.isExact());
  }
}
