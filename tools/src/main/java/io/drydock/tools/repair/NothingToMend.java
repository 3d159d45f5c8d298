package io.drydock.tools.repair;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The log is sound, so nothing was written.
 *
 * @param source the data directory, as named
 * @param others what else stops a server, one sentence each
 */
record NothingToMend(Path source, List<String> others) implements Report {

  NothingToMend {
    others = List.copyOf(others);
  }

  @Override
  public String schema() {
    return "wal.repair.plan/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("source", source.toString()).bool("nothing_to_do", true).strings("others", others);
  }

  @Override
  public void page(Page page) {
    page.line(source + ": the log needs no repair; nothing was written");
    others.forEach(other -> page.line("a server does not start for another reason: " + other));
    if (!others.isEmpty()) {
      page.line("`drydock fsck " + Texts.shellWord(source) + "` tells what can be done");
    }
  }
}
