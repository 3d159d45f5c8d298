package io.drydock.formats.gojson;

/**
 * UTF-8 as Go's {@code unicode/utf8} decodes it: the shortest form only, no surrogates, nothing
 * above U+10FFFF; what is wrong is wrong one byte at a time.
 */
final class Utf8 {

  private Utf8() {}

  /** Bytes of the character that starts here, 1..4; 0 when none does. */
  static int sequenceLength(byte[] text, int at) {
    int first = text[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > text.length || !isSecond(first, text[at + 1] & 0xff)) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((text[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** The second byte is where over-long forms, surrogates and too large numbers show. */
  private static boolean isSecond(int first, int second) {
    int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high;
  }
}
