package io.drydock.tools.db.status;

import io.drydock.formats.backend.MetaState;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.mvcc.PrefixHash;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Checksums of the key space.
 *
 * @param source the database
 * @param hashes in the order in which they were asked for
 */
record HashKvReport(DbSource source, List<Answer> hashes) implements Report {

  /** The checksum of all, and those of the prefixes when they were asked for. */
  record Answer(HashKv hash, Optional<PrefixHash.All> prefixes) {}

  private static final int PREFIX_BYTES = 60;

  @Override
  public String schema() {
    return "db.hashkv/1";
  }

  @Override
  public void json(Json json) throws IOException {
    source.json(json);
    json.objects(
        "hashes",
        hashes,
        (each, answer) -> {
          HashKv hash = answer.hash();
          hash(each, hash.hash())
              .i64("hash_revision", hash.hashRevision())
              .i64("compact_revision", hash.compactRevision());
          if (answer.prefixes().isPresent()) {
            prefixes(each, answer.prefixes().get());
          }
        });
  }

  private static Json hash(Json json, int hash) throws IOException {
    return json.number("hash", Integer.toUnsignedLong(hash))
        .string("hash_hex", Integer.toHexString(hash));
  }

  private static void prefixes(Json json, PrefixHash.All all) throws IOException {
    json.objects("prefixes", all.prefixes(), HashKvReport::prefix);
    if (all.others().isPresent()) {
      PrefixHash others = all.others().get();
      json.object("others", each -> hash(each, others.hash()).number("records", others.records()));
    }
  }

  private static void prefix(Json json, PrefixHash prefix) throws IOException {
    json.bytes("prefix", prefix.prefix());
    hash(json, prefix.hash()).number("records", prefix.records());
  }

  @Override
  public void page(Page page) {
    page.table(
        List.of(
            Column.right("HASH", each -> Integer.toUnsignedString(each.hash().hash())),
            Column.right("HEX", each -> Integer.toHexString(each.hash().hash())),
            Column.right("REVISION", each -> Long.toString(each.hash().hashRevision())),
            Column.right("COMPACTED", each -> compacted(each.hash().compactRevision()))),
        hashes);
    for (Answer answer : hashes) {
      answer.prefixes().ifPresent(all -> prefixes(page, answer.hash(), all));
    }
  }

  private static void prefixes(Page page, HashKv hash, PrefixHash.All all) {
    page.heading("By prefix at revision " + hash.hashRevision());
    page.table(
        List.of(
            Column.left("PREFIX", each -> name(each.prefix())),
            Column.right("RECORDS", each -> Texts.count(each.records())),
            Column.right("HEX", each -> Integer.toHexString(each.hash()))),
        all.prefixes());
    all.others()
        .ifPresent(others ->
            page.line(
                "further prefixes: "
                    + Texts.count(others.records())
                    + " records, "
                    + Integer.toHexString(others.hash())));
  }

  private static String name(Bytes prefix) {
    return prefix.isEmpty() ? "(no prefix)" : Texts.preview(prefix, PREFIX_BYTES);
  }

  private static String compacted(long revision) {
    return revision == MetaState.NEVER_COMPACTED ? "never" : Long.toString(revision);
  }
}
