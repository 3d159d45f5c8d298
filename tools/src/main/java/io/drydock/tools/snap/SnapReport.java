package io.drydock.tools.snap;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer of {@code snap ls}.
 *
 * @param folder the snap directory
 * @param entries newest first
 * @param others names of the other files there
 * @param findings damage and disagreement
 */
record SnapReport(
    String folder, List<SnapEntry> entries, List<String> others, List<Finding> findings)
    implements Report {

  SnapReport {
    entries = List.copyOf(entries);
    others = List.copyOf(others);
    findings = List.copyOf(findings);
  }

  boolean isSound() {
    return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
  }

  @Override
  public String schema() {
    return "snap.ls/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("folder", folder)
        .objects("snapshots", entries, SnapReport::entry)
        .strings("other_files", others);
    Findings.json(json, findings);
    json.bool("sound", isSound());
  }

  private static void entry(Json json, SnapEntry entry) throws IOException {
    json.string("file", entry.name())
        .u64("term", entry.position().term())
        .u64("index", entry.position().index())
        .number("bytes", entry.fileBytes())
        .bool("readable", entry.content().isPresent())
        .bool("in_wal", entry.fits().hasRecord())
        .bool("committed", entry.fits().isCommitted())
        .bool("in_backend", entry.fits().isInBackend())
        .bool("used_at_start", entry.fits().isUsed())
        .strings("voters", hex(entry.voters()))
        .strings("learners", hex(entry.learners()));
  }

  private static List<String> hex(List<Long> ids) {
    return ids.stream().map(Long::toHexString).toList();
  }

  @Override
  public void page(Page page) {
    page.table(
        List.of(
            Column.left("FILE", SnapEntry::name),
            Column.minor("TERM", e -> Long.toUnsignedString(e.position().term())),
            Column.right("INDEX", e -> Long.toUnsignedString(e.position().index())),
            Column.minor("SIZE", e -> Texts.bytes(e.fileBytes())),
            Column.minorWords("CONTENT", e -> e.content().isPresent() ? "ok" : "unreadable"),
            Column.left("IN WAL", e -> e.fits().hasRecord() ? "yes" : "no"),
            Column.left("IN DB", e -> e.fits().isInBackend() ? "yes" : "no"),
            Column.left("USED", e -> e.fits().isUsed() ? "at start" : ""),
            Column.minorWords("VOTERS", e -> String.join(" ", hex(e.voters()))),
            Column.minorWords("LEARNERS", e -> String.join(" ", hex(e.learners())))),
        entries);
    if (entries.isEmpty()) {
      page.line("no raft snapshots in " + folder);
    }
    if (!others.isEmpty()) {
      page.line("");
      page.line(
          "other files: " + others.stream().map(Texts::name).collect(Collectors.joining(", ")));
    }
    Findings.page(page, findings);
  }
}
