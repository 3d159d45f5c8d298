package io.drydock.node.mvcc;

import io.drydock.formats.proto.mvccpb.KeyValue;

/** Gives the records of puts that an index names. */
@FunctionalInterface
interface RecordSource {

  /**
   * The record of a put.
   *
   * @throws RecordGone when there is none
   */
  KeyValue get(long main, long sub) throws RecordGone;
}
