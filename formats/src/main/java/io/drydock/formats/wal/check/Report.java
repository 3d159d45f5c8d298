package io.drydock.formats.wal.check;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import java.util.function.Consumer;

/** Passes findings on as they are made, and counts them. */
final class Report {

  private final Consumer<Finding> receiver;
  private long count;

  Report(Consumer<Finding> receiver) {
    this.receiver = receiver;
  }

  void add(WalCode code, Extent at, String message) {
    count++;
    receiver.accept(new Finding(code.code(), code.severity(), at, message));
  }

  long count() {
    return count;
  }
}
