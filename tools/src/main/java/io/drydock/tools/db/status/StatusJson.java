package io.drydock.tools.db.status;

import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.backend.WriterVersion;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Json;
import java.io.IOException;

/**
 * The fields of {@code db.status/1}.
 *
 * @param report what they say
 */
record StatusJson(StatusReport report) {

  void write(Json json) throws IOException {
    BoltFile file = report.source().bolt();
    report.source().json(json);
    json.number("size_bytes", report.source().sizeBytes())
        .number("file_bytes", report.source().fileBytes())
        .number("page_size", file.pageSize())
        .number("pages", file.pageCount())
        .u64("txid", file.meta().txid())
        .string("trailer", Trailer.name(report.trailer()));
    if (report.contents().isPresent()) {
      write(json, report.contents().get());
    }
    Findings.json(json, report.findings());
  }

  private void write(Json json, StatusReport.Contents contents) throws IOException {
    BoltFile file = report.source().bolt();
    json.number("free_pages", contents.freePages())
        .number("in_use_bytes", (file.pageCount() - contents.freePages()) * file.pageSize());
    totals(json, contents);
    json.i64("revision", contents.bounds().currentRevision())
        .i64("compact_revision", contents.bounds().compactRevision());
    if (contents.bounds().oldest().isPresent()) {
      json.i64("oldest_kept_revision", contents.bounds().oldest().get().main());
    }
    meta(json, contents.state().meta());
    cluster(json, contents.state());
    json.object("written_by", writer -> writer(writer, contents.state().writer()));
  }

  private static void totals(Json json, StatusReport.Contents contents) throws IOException {
    int hash = contents.hash().hash();
    json.number("hash", Integer.toUnsignedLong(hash))
        .string("hash_hex", Integer.toHexString(hash))
        .number("live_keys", contents.keys().liveKeys())
        .number("key_records", contents.keys().records())
        .number("tombstones", contents.keys().tombstones())
        .number("all_records", contents.hash().records());
  }

  private static void meta(Json json, MetaState meta) throws IOException {
    json.u64("scheduled_compact_revision", meta.scheduledCompactRevision())
        .u64("finished_compact_revision", meta.finishedCompactRevision())
        .u64("consistent_index", meta.consistentIndex())
        .u64("term", meta.term())
        .string("storage_version", meta.storageVersion());
  }

  private static void cluster(Json json, BackendState state) throws IOException {
    json.string("cluster_version", state.cluster().clusterVersion())
        .number("members", state.cluster().members().size())
        .number("leases", state.leases())
        .bool("auth_enabled", state.auth().isEnabled());
    json.objects(
        "alarms",
        state.cluster().alarms().stream().map(Located::value).toList(),
        (each, alarm) -> {
          each.id("member_id", alarm.memberId().value()).string("alarm", alarm.kindName());
        });
  }

  private static void writer(Json json, WriterVersion writer) throws IOException {
    json.string("line", writer.likely().map(ReleaseLine::toString))
        .bool("certain", writer.isCertain())
        .strings("candidates", writer.candidates().stream().map(ReleaseLine::toString).toList())
        .strings("evidence", writer.evidence());
  }
}
