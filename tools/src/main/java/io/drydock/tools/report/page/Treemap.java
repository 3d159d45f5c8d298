package io.drydock.tools.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Divides a box among weights, as near to squares as it can: squarified treemaps (Bruls, Huizing,
 * van Wijk 2000).
 */
final class Treemap {

  private Treemap() {}

  /**
   * A thing with its box.
   *
   * @param box whose area is to the whole as the thing's weight to all
   */
  record Placed<T>(T thing, Box box) {}

  /**
   * Places things.
   *
   * @param things the heaviest first; those without weight get no place
   */
  static <T> List<Placed<T>> place(List<T> things, ToDoubleFunction<T> weight, Box box) {
    List<T> heavy = things.stream().filter(thing -> weight.applyAsDouble(thing) > 0).toList();
    double all = heavy.stream().mapToDouble(weight).sum();
    List<Placed<T>> placed = new ArrayList<>();
    double scale = box.area() / all;
    Box rest = box;
    for (int from = 0; from < heavy.size(); ) {
      int to = rowEnd(heavy, from, thing -> weight.applyAsDouble(thing) * scale, shorter(rest));
      rest =
          layRow(
              heavy.subList(from, to), thing -> weight.applyAsDouble(thing) * scale, rest, placed);
      from = to;
    }
    return placed;
  }

  private static double shorter(Box box) {
    return Math.min(box.width(), box.height());
  }

  /** As many as make the worst proportion of the row no worse. */
  private static <T> int rowEnd(List<T> things, int from, ToDoubleFunction<T> area, double side) {
    double sum = area.applyAsDouble(things.get(from));
    double largest = sum;
    double best = worst(sum, largest, sum, side);
    int to = from + 1;
    while (to < things.size()) {
      double next = area.applyAsDouble(things.get(to));
      double proportion = worst(sum + next, largest, next, side);
      if (proportion > best) {
        break;
      }
      best = proportion;
      sum += next;
      to++;
    }
    return to;
  }

  /** Of the largest and of the smallest one in a row along this side. */
  private static double worst(double sum, double largest, double smallest, double side) {
    double squared = side * side;
    return Math.max(squared * largest / (sum * sum), sum * sum / (squared * smallest));
  }

  /** Lays a row along the shorter side; what is left of the box. */
  private static <T> Box layRow(
      List<T> row, ToDoubleFunction<T> area, Box box, List<Placed<T>> placed) {
    double sum = row.stream().mapToDouble(area).sum();
    boolean isColumn = box.width() >= box.height();
    double thickness = sum / shorter(box);
    double at = isColumn ? box.y() : box.x();
    for (T thing : row) {
      double length = area.applyAsDouble(thing) / thickness;
      Box cell =
          isColumn
              ? new Box(box.x(), at, thickness, length)
              : new Box(at, box.y(), length, thickness);
      placed.add(new Placed<>(thing, cell));
      at += length;
    }
    return isColumn
        ? new Box(box.x() + thickness, box.y(), Math.max(0, box.width() - thickness), box.height())
        : new Box(box.x(), box.y() + thickness, box.width(), Math.max(0, box.height() - thickness));
  }
}
