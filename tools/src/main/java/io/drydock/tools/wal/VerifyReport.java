package io.drydock.tools.wal;

import io.drydock.formats.Severity;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;

/**
 * The end of the answer of {@code wal verify}.
 *
 * @param verification what was read
 * @param findings their numbers
 */
record VerifyReport(Verification verification, FindingStream findings) implements Report {

  static final String SCHEMA = "wal.verify/1";

  @Override
  public String schema() {
    return SCHEMA;
  }

  @Override
  public void page(Page page) {
    LogSummary.facts(page, verification.result().replay());
    String line = verdict();
    if (findings.errors() > 0) {
      page.line(page.paint().bad(line));
    } else if (findings.count(Severity.WARNING) > 0) {
      page.line(page.paint().warn(line));
    } else {
      page.line(page.paint().good(line));
    }
  }

  private String verdict() {
    String live = verification.isLive() ? "live, " : "";
    String word =
        findings.errors() > 0
            ? "damaged"
            : findings.count(Severity.WARNING) > 0 ? "sound, with warnings" : "sound";
    return live + word + ": " + numbers();
  }

  private String numbers() {
    WalCheck.Result result = verification.result();
    return "%s of %s in %s; %s, %s, %s"
        .formatted(
            Texts.count(result.records(), "record"),
            Texts.bytes(result.bytes()),
            Texts.count(verification.files().segments().size(), "segment"),
            Texts.count(findings.errors(), "error"),
            Texts.count(findings.count(Severity.WARNING), "warning"),
            Texts.count(findings.count(Severity.INFO), "note"));
  }

  @Override
  public void json(Json json) throws IOException {
    WalCheck.Result result = verification.result();
    json.string("wal_dir", verification.files().folder().toString())
        .bool("live", verification.isLive())
        .number("segments", verification.files().segments().size())
        .number("records", result.records())
        .number("record_bytes", result.bytes())
        .number("errors", findings.errors())
        .number("warnings", findings.count(Severity.WARNING))
        .number("notes", findings.count(Severity.INFO));
    LogSummary.json(json, result.replay());
    json.string("verdict", findings.errors() > 0 ? "damaged" : "sound");
  }
}
