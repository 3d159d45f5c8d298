package io.drydock.tools.etcdutl;

import io.drydock.tools.etcdutl.cobra.Screen;

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
}
