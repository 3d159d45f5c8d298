package io.drydock.formats.mvcc;

import io.drydock.formats.backend.EtcdVersion;

/**
 * What a release of etcd does with a tombstone at the very revision of a compaction, when nothing
 * up to that revision put the key again. All else about compaction is the same in 3.4 to 3.7.
 */
public enum CompactionRule {
  /** It goes, as tombstones below do: 3.4.0 to 3.4.33 and 3.5.0 to 3.5.15. */
  DROPS_TOMBSTONE_AT_REVISION,
  /** It stays: from 3.4.34 and 3.5.16 on, and 3.6 and later. */
  KEEPS_TOMBSTONE_AT_REVISION;

  private static final int FIRST_PATCH_OF_34 = 34;
  private static final int FIRST_PATCH_OF_35 = 16;

  /** The rule of a release. Sources: mvcc/key_index.go of 3.4.33, 3.4.34, 3.5.15 and 3.5.16. */
  public static CompactionRule of(EtcdVersion version) {
    boolean keeps =
        version.isAtLeast(3, 5, 0)
            ? version.isAtLeast(3, 5, FIRST_PATCH_OF_35)
            : version.isAtLeast(3, 4, FIRST_PATCH_OF_34);
    return keeps ? KEEPS_TOMBSTONE_AT_REVISION : DROPS_TOMBSTONE_AT_REVISION;
  }

  /** True when a tombstone that is the newest record up to the compaction revision stays. */
  public boolean keepsTombstone(long main, long compactRevision) {
    return this == KEEPS_TOMBSTONE_AT_REVISION && main == compactRevision;
  }
}
