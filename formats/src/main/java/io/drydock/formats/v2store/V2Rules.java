package io.drydock.formats.v2store;

import io.drydock.formats.member.MembershipRules;

/** What differs between releases when the log is applied to the store. */
public enum V2Rules {
  /** etcd 3.4: an update of a directory changes its time. */
  ETCD_3_4(true, MembershipRules.UP_TO_3_5),
  /** etcd 3.5: an update of a directory fails, even one that gives only a time. */
  ETCD_3_5(false, MembershipRules.UP_TO_3_5),
  /** etcd 3.6 on its own log, where only membership and version reach the store. */
  SINCE_3_6(false, MembershipRules.SINCE_3_6);

  private final boolean isDirectoryUpdatable;
  private final MembershipRules membership;

  V2Rules(boolean isDirectoryUpdatable, MembershipRules membership) {
    this.isDirectoryUpdatable = isDirectoryUpdatable;
    this.membership = membership;
  }

  /** Whether an update of a directory, which gives a time only, is done. */
  public boolean isDirectoryUpdatable() {
    return isDirectoryUpdatable;
  }

  /** How configuration changes are applied. */
  public MembershipRules membership() {
    return membership;
  }
}
