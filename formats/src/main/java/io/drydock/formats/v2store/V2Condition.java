package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;

/**
 * What must hold before a swap or a conditional deletion.
 *
 * @param value the value that the file must have; empty: any
 * @param modifiedIndex the index that it must have; 0: any
 */
record V2Condition(Bytes value, long modifiedIndex) {

  boolean isAny() {
    return value.isEmpty() && modifiedIndex == 0;
  }

  boolean holdsFor(V2Node file) {
    return isValue(file) && isIndex(file);
  }

  /** The text with which the API says what was not as demanded. */
  Bytes mismatch(V2Node file) {
    String values = "[" + V2Path.chars(value) + " != " + V2Path.chars(file.value()) + "]";
    String indexes =
        "["
            + Long.toUnsignedString(modifiedIndex)
            + " != "
            + Long.toUnsignedString(file.modifiedIndex())
            + "]";
    if (isValue(file)) {
      return V2Path.bytes(indexes);
    }
    return V2Path.bytes(isIndex(file) ? values : values + " " + indexes);
  }

  private boolean isValue(V2Node file) {
    return value.isEmpty() || value.equals(file.value());
  }

  private boolean isIndex(V2Node file) {
    return modifiedIndex == 0 || modifiedIndex == file.modifiedIndex();
  }
}
