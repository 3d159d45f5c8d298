package io.drydock.formats.backend;

/**
 * A point in the history of the key space.
 *
 * @param main the store's revision: 1 is the empty store, every changing transaction adds 1; never
 *     negative in a sound file
 * @param sub ordinal of the change within its transaction, from 0
 */
public record Revision(long main, long sub) implements Comparable<Revision> {

  @Override
  public int compareTo(Revision other) {
    int byMain = Long.compare(main, other.main);
    return byMain != 0 ? byMain : Long.compare(sub, other.sub);
  }

  /** {@code main_sub}, with the separator that the key in the file has. */
  @Override
  public String toString() {
    return main + "_" + sub;
  }
}
