package io.drydock.tools.diff;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.output.Json;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One of the two that are compared.
 *
 * @param named as the user named it
 * @param source its database
 * @param bounds from where to where its history reaches
 * @param meta how far it has applied its log
 */
record Side(Path named, DbSource source, RevisionBounds bounds, MetaState meta) {

  static Side of(Path named, DbSource source) throws FormatException {
    BackendView view = source.view();
    return new Side(named, source, RevisionBounds.of(view), MetaState.read(view));
  }

  void json(Json json) throws IOException {
    source.json(json);
    json.i64("revision", bounds.currentRevision())
        .i64("compact_revision", bounds.compactRevision())
        .u64("consistent_index", meta.consistentIndex());
  }
}
