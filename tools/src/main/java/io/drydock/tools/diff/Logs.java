package io.drydock.tools.diff;

import io.drydock.tools.compare.LogComparison;
import io.drydock.tools.member.LogPlace;
import java.util.List;
import java.util.Optional;

/** What is to say of the two logs. */
sealed interface Logs {

  /**
   * They were compared.
   *
   * @param comparison entry by entry, as far as both could be read
   * @param first where the entry of the first divergent index lies in the first log
   * @param second where it lies in the second one
   * @param damages behind which a log was not read
   */
  record Compared(
      LogComparison comparison,
      Optional<LogPlace> first,
      Optional<LogPlace> second,
      List<String> damages)
      implements Logs {

    /** Copies the list. */
    public Compared {
      damages = List.copyOf(damages);
    }
  }

  /**
   * There is nothing to compare.
   *
   * @param reason in a sentence without a capital and a full stop
   */
  record None(String reason) implements Logs {}

  /** False when they were compared and differ. */
  default boolean isSame() {
    return !(this instanceof Compared compared) || compared.comparison().isSame();
  }
}
