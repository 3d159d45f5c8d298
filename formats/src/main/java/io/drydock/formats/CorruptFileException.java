package io.drydock.formats;

/** A checksum, a length, an order or a structure of the file is wrong. */
public final class CorruptFileException extends FormatException {

  private static final long serialVersionUID = 1L;

  /**
   * Damage with both sides named.
   *
   * @param at the damaged bytes
   * @param what the thing that is wrong, in the format's own words: {@code "crc"}
   * @param expected what would have been right
   * @param found what is there
   */
  public CorruptFileException(Extent at, String what, String expected, String found) {
    super(
        at,
        what + ": expected " + expected + ", found " + found,
        what + " at " + at + ": expected " + expected + ", found " + found);
  }

  /**
   * Damage that one sentence tells.
   *
   * @param at the damaged bytes
   * @param what the sentence, lower case, without the place
   */
  public CorruptFileException(Extent at, String what) {
    super(at, what, what + " at " + at);
  }
}
