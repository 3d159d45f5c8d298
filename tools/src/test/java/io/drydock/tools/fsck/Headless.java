package io.drydock.tools.fsck;

import java.nio.file.Path;
import java.util.Arrays;

/** Ways in which the only segment of a log loses its beginning. */
enum Headless {
  ALL_JUNK("WAL-METADATA-NONE", damage -> damage.replace(0, new byte[] {1, 2, 3, 4, 5})),
  ALL_LONG_JUNK("WAL-TORN-LONG", damage -> damage.replace(0, junk(64))),
  ALL_GONE("WAL-SEGMENT-EMPTY", damage -> damage.replace(0, new byte[0])),
  ALL_ZEROED("WAL-SEGMENT-EMPTY", damage -> damage.replace(0, new byte[4096])),
  METADATA_CUT("WAL-TORN", damage -> Damage.cut(segment(damage), at(damage, 1) + 12)),
  METADATA_CUT_OFF("WAL-METADATA-NONE", damage -> Damage.cut(segment(damage), at(damage, 1))),
  METADATA_LONG(
      "WAL-TORN-INSIDE",
      damage -> Damage.write(segment(damage), at(damage, 1), new byte[] {-1, -1, 15, 0, 0, 0})),
  HEAD_LENGTH_ZEROED("WAL-HIDDEN", damage -> Damage.write(segment(damage), 0, new byte[8])),
  SECTOR_ZEROED("WAL-METADATA-NONE", damage -> Damage.write(segment(damage), 0, new byte[512])),
  METADATA_CHANGED("WAL-CRC", damage -> Damage.flip(segment(damage), at(damage, 1) + 12)),
  /** Nothing but the metadata is left, and the first snapshot record. */
  ENTRIES_ZEROED("LOG-NO-MEMBERS", "hangs", damage -> Damage.cut(segment(damage), at(damage, 3)));

  private final String code;
  private final String verdict;
  private final Harm harm;

  Headless(String code, Harm harm) {
    this(code, "refuses", harm);
  }

  Headless(String code, String verdict, Harm harm) {
    this.code = code;
    this.verdict = verdict;
    this.harm = harm;
  }

  /** How it is made. */
  @FunctionalInterface
  private interface Harm {
    void to(Damage damage) throws Exception;
  }

  /** What fsck must find. */
  String code() {
    return code;
  }

  /** What a server does then. */
  String verdict() {
    return verdict;
  }

  /** Does it to the directory of a stopped member. */
  void harm(Path data) throws Exception {
    harm.to(new Damage(data));
  }

  private static Path segment(Damage damage) throws Exception {
    return damage.segments().getLast();
  }

  private static long at(Damage damage, int record) throws Exception {
    return Damage.frames(segment(damage)).get(record).offset();
  }

  private static byte[] junk(int bytes) {
    byte[] junk = new byte[bytes];
    Arrays.fill(junk, (byte) 'j');
    return junk;
  }
}
