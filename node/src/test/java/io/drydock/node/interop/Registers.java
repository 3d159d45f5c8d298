package io.drydock.node.interop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a history of registers is linearizable: whether each operation can have happened
 * at one moment between its call and its answer (Herlihy and Wing 1990).
 *
 * <p>Goes through calls and answers by time and keeps every state that is possible then, each with
 * those operations under way that have happened in it. Registers are independent of each other, so
 * each is judged alone.
 */
final class Registers {

  private Registers() {}

  /**
   * One operation: it finds a value and leaves a value. A read leaves what it found; so does a
   * write on a condition that was not met.
   *
   * @param register its name
   * @param calledNanos when it was sent
   * @param answeredNanos when the answer was there; {@link Long#MAX_VALUE} for never
   * @param found the value that it must have found; {@link #ANY} when it was not told
   * @param left the value behind it; {@link #FOUND} for what it found
   */
  record Operation(
      String register, long calledNanos, long answeredNanos, String found, String left) {

    boolean isAnswered() {
      return answeredNanos != Long.MAX_VALUE;
    }

    /** The value after it, or nothing when it cannot happen at that value. */
    private Set<String> after(String value) {
      if (!found.equals(ANY) && !found.equals(value)) {
        return Set.of();
      }
      return Set.of(left.equals(FOUND) ? value : left);
    }

    private Operation answeredBy(long nanos) {
      return new Operation(register, calledNanos, nanos, found, left);
    }
  }

  /** Stands for a value that is not known. */
  static final String ANY = "(any)";

  /** Stands for the value that was found. */
  static final String FOUND = "(found)";

  /** The value of a register that was never written. */
  static final String NONE = "";

  private record Possible(String value, Set<Operation> happened) {}

  private record Moment(long nanos, Operation operation, boolean isCall) {}

  /** Operations, at the answer of which no order explains the history any more; at best none. */
  static List<Operation> unexplained(List<Operation> history) {
    Map<String, List<Operation>> byRegister =
        history.stream().collect(Collectors.groupingBy(Operation::register));
    List<Operation> unexplained = new ArrayList<>();
    byRegister.values().forEach(each -> judge(observable(each), unexplained));
    return unexplained;
  }

  /**
   * Without operations that were never answered and whose value nobody saw: they need not have
   * happened. The others happened before somebody was told their value; values are unique.
   */
  private static List<Operation> observable(List<Operation> history) {
    Map<String, Long> firstSeen = new HashMap<>();
    for (Operation operation : history) {
      if (operation.isAnswered()) {
        firstSeen.merge(operation.found(), operation.answeredNanos(), Math::min);
      }
    }
    List<Operation> observable = new ArrayList<>();
    for (Operation operation : history) {
      if (operation.isAnswered()) {
        observable.add(operation);
      } else if (firstSeen.containsKey(operation.left())) {
        observable.add(operation.answeredBy(firstSeen.get(operation.left())));
      }
    }
    return observable;
  }

  private static void judge(List<Operation> history, List<Operation> unexplained) {
    List<Moment> moments = new ArrayList<>();
    for (Operation operation : history) {
      moments.add(new Moment(operation.calledNanos(), operation, true));
      moments.add(new Moment(operation.answeredNanos(), operation, false));
    }
    moments.sort(Comparator.comparingLong(Moment::nanos).thenComparing(moment -> !moment.isCall()));
    Set<Operation> underWay = new HashSet<>();
    Set<Possible> possible = Set.of(new Possible(NONE, Set.of()));
    for (Moment moment : moments) {
      if (moment.isCall()) {
        underWay.add(moment.operation());
        continue;
      }
      possible = answered(moment.operation(), reachable(possible, underWay));
      underWay.remove(moment.operation());
      if (possible.isEmpty()) {
        unexplained.add(moment.operation());
        return;
      }
    }
  }

  private static Set<Possible> reachable(Set<Possible> from, Set<Operation> underWay) {
    Set<Possible> reached = new HashSet<>(from);
    List<Possible> fresh = new ArrayList<>(from);
    while (!fresh.isEmpty()) {
      Possible now = fresh.removeLast();
      for (Operation operation : underWay) {
        if (now.happened().contains(operation)) {
          continue;
        }
        for (String value : operation.after(now.value())) {
          Set<Operation> happened = new HashSet<>(now.happened());
          happened.add(operation);
          var next = new Possible(value, happened);
          if (reached.add(next)) {
            fresh.add(next);
          }
        }
      }
    }
    return reached;
  }

  /** Those in which the operation has happened, which needs no mention any more. */
  private static Set<Possible> answered(Operation operation, Set<Possible> possible) {
    Set<Possible> left = new HashSet<>();
    for (Possible each : possible) {
      if (each.happened().contains(operation)) {
        Set<Operation> happened = new HashSet<>(each.happened());
        happened.remove(operation);
        left.add(new Possible(each.value(), happened));
      }
    }
    return left;
  }
}
