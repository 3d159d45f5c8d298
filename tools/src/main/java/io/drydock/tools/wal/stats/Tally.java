package io.drydock.tools.wal.stats;

/** A number of things and their bytes. */
public final class Tally {

  private long count;
  private long bytes;

  void add(long more) {
    count++;
    bytes += more;
  }

  /** How many things. */
  public long count() {
    return count;
  }

  /** Bytes of all of them. */
  public long bytes() {
    return bytes;
  }
}
