package io.drydock.tools.db.command;

import io.drydock.formats.mvcc.KeyRecord;
import io.drydock.tools.output.Json;
import java.io.IOException;

/** The numbers of a version of a key, the same in every command. */
public final class KeyFacts {

  private KeyFacts() {}

  /** As fields. */
  public static void json(Json json, KeyRecord.Version row) throws IOException {
    json.i64("create_revision", row.createRevision())
        .i64("mod_revision", row.modRevision())
        .i64("version", row.keyVersion());
    if (row.lease() != 0) {
      json.id("lease", row.lease());
    }
    json.number("value_bytes", row.value().length());
  }
}
