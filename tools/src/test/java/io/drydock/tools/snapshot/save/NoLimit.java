package io.drydock.tools.snapshot.save;

import io.drydock.tools.client.TimeLimit;
import java.util.Optional;

/** For tests that may take as long as they take. */
final class NoLimit {

  static final TimeLimit AT_ALL = new TimeLimit(Optional.empty());

  private NoLimit() {}
}
