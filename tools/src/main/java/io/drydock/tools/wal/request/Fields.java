package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.Compare;
import java.io.IOException;

/**
 * One face of a request: takes its fields in the order of the message. Names are those of the JSON,
 * in {@code snake_case}.
 */
interface Fields {

  /** A member, lease or request id, unsigned. */
  void id(String name, long id) throws IOException;

  /** A signed integer of the protocol. */
  void i64(String name, long number) throws IOException;

  /** An unsigned integer of the protocol. */
  void u64(String name, long number) throws IOException;

  /** A moment, in nanoseconds since 1970. */
  void time(String name, long unixNanos) throws IOException;

  /** One of a few words. */
  void word(String name, String word) throws IOException;

  /** Something that is so; what is not so is not mentioned. */
  void flag(String name) throws IOException;

  /** A truth value that is given either way. */
  void truth(String name, boolean value) throws IOException;

  /** A name, a version, a path, a URL: shown whole. */
  void name(String name, ByteString text) throws IOException;

  /** Several of those. */
  void names(String name, Iterable<ByteString> texts) throws IOException;

  /** One key, or the range of keys that begins with it. */
  void range(ByteString key, ByteString rangeEnd) throws IOException;

  /** A value: shown up to the limit asked for, or only its size when it is secret. */
  void value(String name, ByteString value, boolean isSecret) throws IOException;

  /** One condition of a txn. */
  void compare(Compare compare, boolean isSecret) throws IOException;

  /** Begins the fields of a part. */
  void begin(String name) throws IOException;

  /** Ends what {@link #begin} began. */
  void end() throws IOException;

  /** Begins a list of parts. */
  void beginList(String name) throws IOException;

  /** Begins the fields of the list's next part. */
  void beginItem() throws IOException;

  /** Ends what {@link #beginItem} began. */
  void endItem() throws IOException;

  /** Ends what {@link #beginList} began. */
  void endList() throws IOException;
}
