package io.drydock.tools.wal;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.tools.output.RowWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * FindingStream on their way to the reader, and how many there are.
 *
 * <p>The first ones are held back until {@link #release}, so that they can be taken back when it
 * turns out that a server was writing; memory stays bounded, however many there are.
 */
final class FindingStream implements Consumer<Finding> {

  private static final int HELD_MAX = 1000;

  private final RowWriter<Finding> rows;
  private final Map<Severity, Long> counts = new EnumMap<>(Severity.class);
  private final List<Finding> held = new ArrayList<>();
  private boolean isReleased;

  FindingStream(RowWriter<Finding> rows) {
    this.rows = rows;
  }

  @Override
  public void accept(Finding finding) {
    counts.merge(finding.severity(), 1L, Long::sum);
    if (!isReleased && held.size() == HELD_MAX) {
      release();
    }
    if (isReleased) {
      write(finding);
    } else {
      held.add(finding);
    }
  }

  /** Lets go of what was held back, and holds back no more. */
  void release() {
    held.forEach(this::write);
    held.clear();
    isReleased = true;
  }

  /**
   * Takes all findings back.
   *
   * @return false when some have been shown already
   */
  boolean takeBack() {
    if (isReleased) {
      return false;
    }
    held.clear();
    counts.clear();
    return true;
  }

  long errors() {
    return count(Severity.ERROR);
  }

  long count(Severity severity) {
    return counts.getOrDefault(severity, 0L);
  }

  private void write(Finding finding) {
    try {
      rows.row(finding);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
