package io.drydock.node.raft.simulation;

import io.drydock.formats.proto.raftpb.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Messages on their way: lost, doubled, late and out of order as often as the seed will have it.
 */
final class SimNetwork {

  private final RandomGenerator random;
  private final List<Message> onTheWay = new ArrayList<>();
  private final Set<Long> cutOff = new HashSet<>();
  private final int lostPercent;
  private final int doubledPercent;
  private final int overtakingPercent;
  private boolean isHealed;

  SimNetwork(RandomGenerator random) {
    this.random = random;
    this.lostPercent = random.nextInt(15);
    this.doubledPercent = random.nextInt(15);
    this.overtakingPercent = random.nextInt(50);
  }

  /** Sends; false when the message is lost. */
  boolean send(Message message) {
    if (isCut(message) || happens(lostPercent)) {
      return false;
    }
    onTheWay.add(message);
    if (happens(doubledPercent)) {
      onTheWay.add(message);
    }
    return true;
  }

  /** The next message to arrive, if any is on its way. */
  Optional<Message> arrival() {
    if (onTheWay.isEmpty()) {
      return Optional.empty();
    }
    int place = happens(overtakingPercent) ? random.nextInt(onTheWay.size()) : 0;
    return Optional.of(onTheWay.remove(place));
  }

  /** Splits the members in two that do not hear each other. */
  void partition(Set<Long> side) {
    cutOff.clear();
    cutOff.addAll(side);
  }

  /** Everything arrives from now on, once and in order. */
  void heal() {
    cutOff.clear();
    isHealed = true;
  }

  boolean isHealed() {
    return isHealed;
  }

  boolean isEmpty() {
    return onTheWay.isEmpty();
  }

  /** True when sender and receiver do not hear each other. */
  boolean isCut(Message message) {
    return cutOff.contains(message.getFrom()) != cutOff.contains(message.getTo());
  }

  private boolean happens(int percent) {
    return !isHealed && random.nextInt(100) < percent;
  }
}
