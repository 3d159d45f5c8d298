package io.drydock.tools.db.status;

import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.backend.WriterVersion;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.mvcc.KeyTotals;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A status as a page of facts, or as one table of them.
 *
 * @param report what it says
 */
record StatusPage(StatusReport report) {

  private static final List<Column<Fact>> COLUMNS =
      List.of(Column.left("FACT", Fact::label), Column.left("VALUE", Fact::value));

  private record Fact(String label, String value) {}

  void draw(Page page) {
    List<Fact> facts = facts();
    page.line(page.paint().bold(report.source().file().toString()));
    if (page.isTable()) {
      page.table(COLUMNS, facts);
    } else {
      facts.forEach(fact -> page.fact(fact.label(), fact.value()));
    }
    Findings.page(page, Findings.worstFirst(report.findings()));
    if (report.contents().isEmpty()) {
      page.line(
          "its content cannot be read to the end: `drydock db check` tells all that is wrong");
    }
  }

  private List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    BoltFile file = report.source().bolt();
    facts.add(
        new Fact(
            "size",
            Texts.exactBytes(report.source().sizeBytes()) + ", what etcd compares with the quota"));
    facts.add(new Fact("file", file()));
    if (report.contents().isPresent()) {
      addContents(facts, report.contents().get());
    }
    facts.add(
        new Fact(
            "pages",
            Texts.count(file.pageCount())
                + " of "
                + Texts.bytes(file.pageSize())
                + ", transaction "
                + Long.toUnsignedString(file.meta().txid())));
    facts.add(new Fact("snapshot trailer", Trailer.text(report.trailer())));
    return facts;
  }

  private void addContents(List<Fact> facts, StatusReport.Contents contents) {
    BackendState state = contents.state();
    facts.add(new Fact("in use", inUse(contents.freePages())));
    facts.add(new Fact("revision", revision(contents.bounds(), state.meta())));
    facts.add(new Fact("keys", keys(contents)));
    facts.add(
        new Fact(
            "hash",
            Integer.toHexString(contents.hash().hash()) + " (as `snapshot status` prints it)"));
    facts.add(new Fact("applied", applied(state.meta())));
    facts.add(new Fact("written by", writer(state.writer())));
    facts.add(
        new Fact(
            "cluster",
            "version "
                + state.cluster().clusterVersion().orElse("not stored")
                + ", "
                + Texts.count(state.cluster().members().size(), "member")
                + ", "
                + Texts.count(state.leases(), "lease")
                + ", auth "
                + (state.auth().isEnabled() ? "on" : "off")));
    facts.add(new Fact("alarms", alarms(state)));
  }

  private String file() {
    long fileBytes = report.source().fileBytes();
    if (report.source().isRows()) {
      return Texts.exactBytes(fileBytes) + " of a node's files";
    }
    long beyond = fileBytes - report.source().sizeBytes();
    boolean isSnapshot = SnapshotTrailer.isPresent(fileBytes);
    String what = isSnapshot ? "with the checksum" : "with room that bbolt made ahead";
    return Texts.exactBytes(fileBytes) + (beyond > 0 ? ", " + what : "");
  }

  private String inUse(long freePages) {
    BoltFile file = report.source().bolt();
    long used = (file.pageCount() - freePages) * file.pageSize();
    long size = report.source().sizeBytes();
    return Texts.bytes(used)
        + " ("
        + Texts.share(used, size)
        + "); a defragmentation would free about "
        + Texts.bytes(Math.max(0, size - used));
  }

  private static String revision(RevisionBounds bounds, MetaState meta) {
    String compacted =
        bounds.compactRevision() == MetaState.NEVER_COMPACTED
            ? "never compacted"
            : "compacted at " + bounds.compactRevision();
    String interrupted =
        meta.isCompactionInterrupted()
            ? " (begun, not finished; finished at " + number(meta.finishedCompactRevision()) + ")"
            : "";
    return bounds.currentRevision() + ", " + compacted + interrupted;
  }

  private static String keys(StatusReport.Contents contents) {
    KeyTotals keys = contents.keys();
    return "%s live; %s in the key space (%s), %s in all buckets"
        .formatted(
            Texts.count(keys.liveKeys()),
            Texts.count(keys.records(), "record"),
            Texts.count(keys.tombstones(), "tombstone"),
            Texts.count(contents.hash().records()));
  }

  private static String applied(MetaState meta) {
    return "raft index "
        + number(meta.consistentIndex())
        + (meta.term().isPresent() ? ", term " + number(meta.term()) : "");
  }

  private static String number(OptionalLong number) {
    return number.isPresent() ? Long.toUnsignedString(number.getAsLong()) : "none";
  }

  private static String writer(WriterVersion writer) {
    String line =
        writer.likely().map(ReleaseLine::toString).map(text -> "etcd " + text).orElse("unknown");
    return line
        + (writer.isCertain() || writer.likely().isEmpty() ? "" : ", probably")
        + writer.evidence().stream()
            .limit(1)
            .map(why -> " (" + why + ")")
            .collect(Collectors.joining());
  }

  private static String alarms(BackendState state) {
    return state.cluster().alarms().isEmpty()
        ? "none"
        : state.cluster().alarms().stream()
            .map(Located::value)
            .map(alarm -> alarm.kindName() + " of " + alarm.memberId())
            .collect(Collectors.joining(", "));
  }
}
