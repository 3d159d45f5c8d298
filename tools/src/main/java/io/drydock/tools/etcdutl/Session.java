package io.drydock.tools.etcdutl;

import io.drydock.tools.etcdutl.cobra.Screen;
import java.util.Map;

/**
 * What all commands of a run share.
 *
 * @param screen where texts go
 * @param log lines of the log
 * @param release whose texts are spoken
 */
record Session(Screen screen, Log log, Release release) {

  boolean drawsLines() {
    return release.drawsLines();
  }

  /** Tells why the run ends, as etcdutl's commands do that end in its log. */
  Ended fatal(String message, String why) {
    log.fatal("fatal", message, Map.of("error", why));
    return new Ended(Ended.FATAL, why);
  }
}
