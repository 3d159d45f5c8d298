package io.drydock.node.mvcc;

import io.drydock.formats.backend.Revision;
import io.drydock.formats.proto.mvccpb.KeyValue;
import java.util.Optional;

/** Gives the records of puts that an index names. */
interface RecordSource {

  /**
   * The record of a put.
   *
   * @throws RecordGone when there is none
   */
  KeyValue get(long main, long sub) throws RecordGone;

  /** The record, if it need not be read from the store. */
  Optional<KeyValue> atHand(long main, long sub);

  /** Keeps a record at hand; its byte strings must not be parts of something larger. */
  void keep(long main, long sub, KeyValue keyValue);

  /** Goes over what is stored, in order, from a revision to another, exclusive. */
  void scan(Revision from, Revision to, RevisionStore.Visitor visitor);
}
