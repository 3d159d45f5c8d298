package io.drydock.tools.fsck.catalogue;

import io.drydock.tools.output.Texts;
import java.util.List;

/**
 * What to do, as command lines with words in braces in the place of what is meant: {@code dir} the
 * data directory, {@code db} its database, {@code wal} the folder of its log, {@code file} the file
 * of the finding, {@code who} the flags by which a restored member is who it was.
 *
 * @param look commands that only read
 * @param run commands that make something new, or act on the cluster
 * @param isRejoin whether a member with sound peers is better removed and added again, empty
 */
public record Advice(List<String> look, List<String> run, boolean isRejoin) {

  /** A line as it reads when nothing is meant in particular: {@code DIR}, {@code FILE}. */
  public static String general(String line) {
    return line.replace("{dir}", "DIR")
        .replace("{db}", "DIR/member/snap/db")
        .replace("{wal}", "DIR/member/wal")
        .replace("{file}", "FILE")
        .replace("{who}", "");
  }

  /**
   * What is meant in a directory.
   *
   * @param dir the data directory
   * @param db its database
   * @param wal the folder of its log
   * @param who flags of a restore, with a space before them; empty when not known
   */
  public record Meant(String dir, String db, String wal, String who) {

    /** A line that can be run, for a finding in this file. */
    public String fill(String line, String file) {
      return line.replace("{dir}", Texts.shellWord(dir))
          .replace("{db}", Texts.shellWord(db))
          .replace("{wal}", Texts.shellWord(wal))
          .replace("{file}", Texts.shellWord(file))
          .replace("{who}", who);
    }
  }

  /** Copies the lists. */
  public Advice {
    look = List.copyOf(look);
    run = List.copyOf(run);
  }
}
