package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What a request writes.
 *
 * @param path as in the request, not cleaned
 * @param isDirectory whether a directory is to be made
 * @param value of a file
 * @param expireTime empty: for ever
 * @param isRefresh keep the value, change the time, tell no watcher
 */
record V2Write(
    Bytes path,
    boolean isDirectory,
    Bytes value,
    Optional<OffsetDateTime> expireTime,
    boolean isRefresh) {

  /** A file that stays, as servers write themselves. */
  static V2Write file(String path, Bytes value) {
    return new V2Write(Bytes.ofUtf8(path), false, value, Optional.empty(), false);
  }
}
