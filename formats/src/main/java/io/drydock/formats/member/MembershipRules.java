package io.drydock.formats.member;

/**
 * What differs between releases and settings when a configuration change is applied.
 *
 * @param maxLearners a learner beyond this number is refused; 1 unless etcd 3.6 or later was
 *     started with {@code --max-learners}, which the log does not tell
 * @param isUpdateOfUrlsOnly whether an update keeps the learner flag (3.6 and later); up to 3.5 an
 *     update replaces all raft attributes, so a learner whose URL is updated reads as a voter from
 *     then on, though raft still treats it as a learner
 */
public record MembershipRules(int maxLearners, boolean isUpdateOfUrlsOnly) {

  /** etcd 3.4 and 3.5. */
  public static final MembershipRules UP_TO_3_5 = new MembershipRules(1, false);

  /** etcd 3.6 and later, with the default number of learners. */
  public static final MembershipRules SINCE_3_6 = new MembershipRules(1, true);
}
