package io.drydock.tools.snapshot.manifest;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendHash;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.mvcc.RevisionAnswer;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.output.Json;
import io.drydock.tools.source.Aside;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * What is in a snapshot, as numbers that are equal for equal content.
 *
 * @param revisions current and compacted
 * @param applied the entry of the raft log up to which it goes
 * @param storageVersion of the schema, since 3.6
 * @param hash over all buckets, as {@code etcdutl snapshot status} prints it
 * @param records in all buckets
 * @param hashKv over the keys, as {@code etcdctl endpoint hashkv} prints it for that revision
 */
public record Content(
    Revisions revisions,
    Applied applied,
    Optional<String> storageVersion,
    int hash,
    long records,
    HashKv hashKv) {

  /**
   * Main revisions.
   *
   * @param current of the store
   * @param compacted what history is gone, {@link MetaState#NEVER_COMPACTED} when none
   */
  public record Revisions(long current, long compacted) {}

  /**
   * Position in the raft log.
   *
   * @param raftIndex u64, 0 when none is stored
   * @param term u64, since 3.5
   */
  public record Applied(long raftIndex, OptionalLong term) {}

  /**
   * Takes both hashes, that of the keys in a thread of its own.
   *
   * @param watcher told how many bytes were read since the last time
   * @throws FormatException when the database is damaged
   */
  public static Content of(DbSource source, LongConsumer watcher)
      throws IOException, FormatException {
    BackendView keys = source.viewForAnotherThread();
    BackendView view = source.view();
    RevisionBounds bounds = RevisionBounds.of(view);
    MetaState meta = MetaState.read(view);
    try (var hashKv = Aside.start("hash keys", () -> hashKv(keys, bounds.currentRevision()))) {
      BackendHash hash = BackendHash.ofSnapshot(source.view().watchedBy(watcher));
      return new Content(
          new Revisions(bounds.currentRevision(), bounds.compactRevision()),
          new Applied(meta.consistentIndex().orElse(0), meta.term()),
          meta.storageVersion(),
          hash.hash(),
          hash.records(),
          hashKv.result());
    }
  }

  private static HashKv hashKv(BackendView view, long revision) throws FormatException {
    return switch (HashKv.at(view, revision)) {
      case RevisionAnswer.Found<HashKv>(HashKv hash) -> hash;
      case RevisionAnswer.Compacted<HashKv> _, RevisionAnswer.Future<HashKv> _ ->
          throw new IllegalStateException("no current revision " + revision);
    };
  }

  /** The number as etcd's tools print it in text: hex without leading zeros. */
  public String hashHex() {
    return Integer.toHexString(hash);
  }

  /** Fields of the open object. */
  public void json(Json json) throws IOException {
    json.u64("raft_index", applied.raftIndex())
        .u64("raft_term", applied.term())
        .string("storage_version", storageVersion)
        .i64("revision", revisions.current())
        .i64("compact_revision", revisions.compacted())
        .string("hash", hashHex())
        .number("records", records)
        .string("hash_kv", Integer.toHexString(hashKv.hash()))
        .i64("hash_kv_revision", hashKv.hashRevision())
        .i64("hash_kv_compact_revision", hashKv.compactRevision());
  }
}
