package io.drydock.formats.mvcc;

import io.drydock.formats.backend.Revision;
import io.drydock.formats.bytes.Bytes;
import java.util.Objects;

/** One record of bucket {@code key}: what a revision did to a key. */
public sealed interface KeyRecord {

  /** When it was done. */
  Revision revision();

  /** The user's key. */
  Bytes key();

  /**
   * The key got a value.
   *
   * @param revision of the put; servers go by it, not by {@code modRevision}
   * @param key the user's key; empty only in the record that {@code snapshot restore
   *     --bump-revision} leaves, which has no bytes at all
   * @param createRevision main revision of the first put of the generation; that put may be
   *     compacted away
   * @param modRevision main revision as the message says it; equal to the record's own in what a
   *     server wrote
   * @param keyVersion which put of the generation this is, from 1
   * @param value the user's value
   * @param lease id of the lease that the key is attached to, 0 for none
   */
  record Version(
      Revision revision,
      Bytes key,
      long createRevision,
      long modRevision,
      long keyVersion,
      Bytes value,
      long lease)
      implements KeyRecord {

    /** All parts are required. */
    public Version {
      Objects.requireNonNull(revision, "revision");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * The key was deleted: its generation ends here.
   *
   * @param revision of the deletion
   * @param key the user's key
   */
  record Tombstone(Revision revision, Bytes key) implements KeyRecord {

    /** Both parts are required. */
    public Tombstone {
      Objects.requireNonNull(revision, "revision");
      Objects.requireNonNull(key, "key");
    }
  }
}
