package io.drydock.tools.etcdutl.cobra;

import io.drydock.formats.FormatException;
import java.io.IOException;

/** What a command does. */
@FunctionalInterface
public interface Action {
  /**
   * Does it.
   *
   * @throws IOException when a file or the disk fails
   * @throws FormatException when a file is damaged or of an unknown form
   */
  void run(Invocation invocation) throws IOException, FormatException;
}
