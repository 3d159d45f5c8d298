package io.drydock.tools.wal.dump;

import io.drydock.formats.wal.WalTail;

/** Counts what cannot be read; a torn record at the very end is none of that. */
final class Damages {

  private long count;
  private boolean isTorn;

  /** Damage that was met. */
  void add(WalTail damage) {
    record();
    if (damage instanceof WalTail.TornTail) {
      isTorn = true;
    } else {
      count++;
    }
  }

  /** A good record: what was torn before it is no end. */
  void record() {
    if (isTorn) {
      isTorn = false;
      count++;
    }
  }

  long count() {
    return count;
  }

  boolean isTorn() {
    return isTorn;
  }

  /** What is wrong, in words. */
  static String reason(WalTail damage) {
    return switch (damage) {
      case WalTail.CorruptTail corrupt -> corrupt.reason();
      case WalTail.TornTail torn ->
          switch (torn.tear()) {
            case LENGTH -> "torn: less is left than a length needs";
            case BODY -> "torn: the record is longer than the rest of the file";
            case SECTOR -> "torn: a sector of the record was never written";
          };
      case WalTail.PreallocatedTail _ ->
          "a length of 0 ends the reading of a server; records follow";
      case WalTail.CleanEnd _ -> "unreadable";
    };
  }
}
