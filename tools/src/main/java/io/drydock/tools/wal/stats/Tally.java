package io.drydock.tools.wal.stats;

/** A number of things and their bytes. */
final class Tally {

  private long count;
  private long bytes;

  void add(long more) {
    count++;
    bytes += more;
  }

  long count() {
    return count;
  }

  long bytes() {
    return bytes;
  }
}
