package io.drydock.tools.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Members by agreement: who agrees with whom, and who stands against the majority.
 *
 * @param groups largest first; of the same size in the order of their first members
 * @param <T> a member
 */
public record Groups<T>(List<List<T>> groups) {

  /** Copies the lists. */
  public Groups {
    groups = groups.stream().map(List::copyOf).toList();
  }

  /** Whether two members agree. */
  @FunctionalInterface
  public interface Agreement<T> {
    /**
     * The answer.
     *
     * @throws IOException when a file of either cannot be read
     */
    boolean agree(T one, T other) throws IOException;
  }

  /**
   * Puts each member into the first group whose first member it agrees with.
   *
   * @throws IOException as the agreement
   */
  public static <T> Groups<T> of(List<T> members, Agreement<T> agreement) throws IOException {
    List<List<T>> groups = new ArrayList<>();
    for (T member : members) {
      boolean isPlaced = false;
      for (List<T> group : groups) {
        if (!isPlaced && agreement.agree(group.getFirst(), member)) {
          group.add(member);
          isPlaced = true;
        }
      }
      if (!isPlaced) {
        groups.add(new ArrayList<>(List.of(member)));
      }
    }
    groups.sort(Comparator.comparing((List<T> group) -> group.size()).reversed());
    return new Groups<>(groups);
  }

  /** All agree. */
  public boolean isOne() {
    return groups.size() <= 1;
  }

  /** More than half of all; empty when there is no majority. */
  public Optional<List<T>> majority() {
    int all = groups.stream().mapToInt(List::size).sum();
    return groups.stream().findFirst().filter(group -> 2 * group.size() > all);
  }
}
