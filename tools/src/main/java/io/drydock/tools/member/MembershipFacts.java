package io.drydock.tools.member;

import io.drydock.formats.member.Membership;
import java.util.Optional;

/**
 * Who is in the cluster, by what a server of this directory goes by.
 *
 * @param source where it was taken from
 * @param raftIndex of the last entry that is in it
 * @param membership members and removed ids
 * @param isDatabaseStale whether the database had other members at the entry that it was last
 *     brought to (of a 3.4 server, which notes that entry late: at no entry from there on); empty
 *     when the two cannot be compared, or the database is the source
 * @param fatalIndex raft index of the first committed entry on which a server panics; u64
 */
public record MembershipFacts(
    Source source,
    long raftIndex,
    Membership membership,
    Optional<Boolean> isDatabaseStale,
    Optional<Long> fatalIndex) {

  /** What a membership was taken from; the log behind it is applied to either. */
  public enum Source {
    /** The v2 store of the newest usable {@code .snap} file: what servers up to 3.5 go by. */
    V2_STORE("v2_store", "v2 store (.snap and log)"),
    /** The bucket {@code members}: what servers since 3.6 go by. */
    DATABASE("database", "database");

    private final String label;
    private final String words;

    Source(String label, String words) {
      this.label = label;
      this.words = words;
    }

    /** In JSON. */
    public String label() {
      return label;
    }

    /** On the screen. */
    public String words() {
      return words;
    }
  }
}
