package io.drydock.tools.db.status;

import io.drydock.formats.backend.MetaState;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.List;

/**
 * Checksums of the key space.
 *
 * @param source the database
 * @param hashes in the order in which they were asked for
 */
record HashKvReport(DbSource source, List<HashKv> hashes) implements Report {

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
        (each, hash) -> {
          each.number("hash", Integer.toUnsignedLong(hash.hash()))
              .string("hash_hex", Integer.toHexString(hash.hash()))
              .i64("hash_revision", hash.hashRevision())
              .i64("compact_revision", hash.compactRevision());
        });
  }

  @Override
  public void page(Page page) {
    page.table(
        List.of(
            Column.right("HASH", hash -> Integer.toUnsignedString(hash.hash())),
            Column.right("HEX", hash -> Integer.toHexString(hash.hash())),
            Column.right("REVISION", hash -> Long.toString(hash.hashRevision())),
            Column.right("COMPACTED", hash -> compacted(hash.compactRevision()))),
        hashes);
  }

  private static String compacted(long revision) {
    return revision == MetaState.NEVER_COMPACTED ? "never" : Long.toString(revision);
  }
}
