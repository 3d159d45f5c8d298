package io.drydock.tools.wal.dump;

import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.WalFiles;
import java.io.IOException;

/** The end of a dump. */
public final class DumpSummary implements Report {

  private final WalFiles files;
  private final LogReplay replay;
  private final long read;
  private final long shown;
  private final Damages damages;
  private final boolean isUnfinished;

  DumpSummary(
      WalFiles files,
      LogReplay replay,
      long read,
      long shown,
      Damages damages,
      boolean isUnfinished) {
    this.files = files;
    this.replay = replay;
    this.read = read;
    this.shown = shown;
    this.damages = damages;
    this.isUnfinished = isUnfinished;
  }

  /** True when something cannot be read that is not just the torn end of the log. */
  public boolean isDamaged() {
    return damages.count() > 0;
  }

  @Override
  public String schema() {
    return DumpRows.SCHEMA;
  }

  @Override
  public void page(Page page) {
    String line =
        Texts.count(shown, "row")
            + " shown, "
            + Texts.count(read, "record")
            + " read, committed to "
            + Long.toUnsignedString(replay.commit());
    if (isDamaged()) {
      page.line(page.paint().bad(line + "; damaged: see wal verify"));
    } else if (damages.isTorn()) {
      page.line(
          page.paint().warn(line + "; torn: a server cuts the last record off at its next start"));
    } else {
      page.line(line + (isUnfinished ? "; the server is writing the next record" : ""));
    }
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("wal_dir", files.folder().toString());
    if (files.areLocksKnown()) {
      json.bool("live", files.isLive());
    }
    json.number("records_read", read).number("rows", shown).u64("commit", replay.commit());
    if (replay.newestSnapshot().isPresent()) {
      json.u64("snapshot_index", replay.newestSnapshot().get().position().index());
    }
    json.number("damages", damages.count());
    json.bool("torn", damages.isTorn());
    json.bool("unfinished", isUnfinished);
  }
}
