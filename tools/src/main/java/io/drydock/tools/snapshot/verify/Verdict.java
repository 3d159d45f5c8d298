package io.drydock.tools.snapshot.verify;

import io.drydock.tools.ExitCode;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.nio.file.Path;

/** What is said of one of the files that were named. */
sealed interface Verdict permits Verified, Verdict.NotRead {

  /** As named. */
  Path file();

  /** One word for scripts. */
  String verdict();

  /** How the run would end, were it the only one. */
  ExitCode code();

  void json(Json json) throws IOException;

  void draw(Page page);

  /** Cells of a table. */
  Cells cells();

  /** Its size, and codes of findings. */
  record Cells(String bytes, String codes) {}

  /**
   * A file that says nothing of itself: it is not there, of another kind, or changes under the
   * reader.
   *
   * @param code not {@link ExitCode#OK}
   * @param reason one sentence
   */
  record NotRead(Path file, ExitCode code, String reason) implements Verdict {

    @Override
    public String verdict() {
      return "not read";
    }

    @Override
    public void json(Json json) throws IOException {
      json.string("file", file.toString()).string("verdict", verdict()).string("reason", reason);
    }

    @Override
    public void draw(Page page) {
      page.line(file + ": " + page.paint().bad(verdict()) + ": " + Texts.name(reason));
    }

    @Override
    public Cells cells() {
      return new Cells("", "");
    }
  }
}
