package io.drydock.tools.db.cluster;

import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.output.Texts;

/** A range of keys in words. */
final class KeyRangeText {

  private static final Bytes NUL = Bytes.ofHex("00");

  private KeyRangeText() {}

  /**
   * Names the range.
   *
   * @param key the first key
   * @param rangeEnd the first key behind; empty for the one key, a zero byte for no end
   */
  static String of(Bytes key, Bytes rangeEnd) {
    if (rangeEnd.isEmpty()) {
      return Texts.quoted(key);
    }
    if (rangeEnd.equals(NUL)) {
      return key.equals(NUL) || key.isEmpty() ? "all keys" : Texts.quoted(key) + " and after";
    }
    return isPrefix(key, rangeEnd)
        ? Texts.quoted(key) + "… (prefix)"
        : "from " + Texts.quoted(key) + " to before " + Texts.quoted(rangeEnd);
  }

  /** True when the end is what etcdctl computes for a prefix: its last byte below ff, plus one. */
  private static boolean isPrefix(Bytes key, Bytes rangeEnd) {
    int last = rangeEnd.length() - 1;
    return key.length() > last
        && key.slice(0, last).equals(rangeEnd.slice(0, last))
        && key.at(last) + 1 == rangeEnd.at(last)
        && isAllOnes(key, last + 1);
  }

  private static boolean isAllOnes(Bytes key, int from) {
    for (int i = from; i < key.length(); i++) {
      if (key.at(i) != 0xff) {
        return false;
      }
    }
    return true;
  }
}
