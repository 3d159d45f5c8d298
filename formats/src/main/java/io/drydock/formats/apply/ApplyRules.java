package io.drydock.formats.apply;

import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.v2store.V2Rules;
import java.util.Objects;
import java.util.Optional;

/**
 * By which release's rules entries are applied.
 *
 * <pre>
 * rule                                          | 3.4    | 3.5       | 3.6    | 3.7
 * ----------------------------------------------+--------+-----------+--------+-------
 * rights are checked in a txn inside a txn      | 3.4.42 | 3.5.28    | 3.6.11 | always
 * a put in a txn: lease and prev_kv are checked | 3.4.44 | 3.5.30    | 3.6.11 | always
 * an admin revokes with an old auth revision    | 3.4.27 | 3.5.10    | always | always
 * a full backend refuses puts in inner txns     | never  | 3.5.33    | 3.6.14 | 3.7.1
 * a granted range must have a key and an order  | 3.4.25 | 3.5.8     | always | always
 * a member's row is written again               | always | not 1..19 | always | always
 * rows of members nobody knows are removed      | never  | 3.5.26    | never  | never
 * </pre>
 *
 * <p>Read from the sources of the releases beside each border.
 *
 * @param line whose server is to be imitated
 * @param version the release, when it is known
 */
public record ApplyRules(ReleaseLine line, Optional<EtcdVersion> version) {

  /** The shortest life of a lease with the default {@code --election-timeout}, in seconds. */
  static final long MIN_LEASE_TTL_SECONDS = 2;

  private static final int NEVER = Integer.MAX_VALUE;

  /** The first releases of the lines that have a rule; 0: the line always had it. */
  private record Since(int in34, int in35, int in36, int in37) {

    int patch(ReleaseLine line) {
      return switch (line) {
        case V3_4 -> in34;
        case V3_5 -> in35;
        case V3_6 -> in36;
        case V3_7 -> in37;
      };
    }
  }

  private static final Since INNER_TXN_RIGHTS = new Since(42, 28, 11, 0);
  private static final Since TXN_PUT_RIGHTS = new Since(44, 30, 11, 0);
  private static final Since ADMIN_REVOKES = new Since(27, 10, 0, 0);
  private static final Since INNER_TXN_QUOTA = new Since(NEVER, 33, 14, 1);
  private static final Since VALID_RANGES = new Since(25, 8, 0, 0);
  private static final Since REWRITES_MEMBERS = new Since(0, 20, 0, 0);
  private static final Since REMOVES_UNKNOWN_MEMBERS = new Since(NEVER, 26, NEVER, NEVER);

  /**
   * Both parts are required.
   *
   * @throws IllegalArgumentException when the release is of another line
   */
  public ApplyRules {
    Objects.requireNonNull(line, "line");
    if (version.isPresent() && ReleaseLine.of(version.get()).filter(line::equals).isEmpty()) {
      throw new IllegalArgumentException(version.get() + " is not of line " + line);
    }
  }

  /** The v2 store's part of the rules. */
  public V2Rules v2() {
    return switch (line) {
      case V3_4 -> V2Rules.ETCD_3_4;
      case V3_5 -> V2Rules.ETCD_3_5;
      case V3_6, V3_7 -> V2Rules.SINCE_3_6;
    };
  }

  /** Up to 3.5 a server goes by the v2 store for its members, later ones by the backend. */
  public boolean isMembershipInV2Store() {
    return line.compareTo(ReleaseLine.V3_5) <= 0;
  }

  /** 3.4 writes rows of members and version again while it reads entries it has applied. */
  boolean rewritesAppliedMembership() {
    return line == ReleaseLine.V3_4;
  }

  /** Term and ConfState are stored since 3.5. */
  boolean storesTerm() {
    return line != ReleaseLine.V3_4;
  }

  /** Up to 3.5 an alarm that is raised takes the checks of rights off until it is cleared. */
  boolean isStackReplacedByAlarm() {
    return line.compareTo(ReleaseLine.V3_5) <= 0;
  }

  /** 3.4 stores an alarm of no kind when one is raised. */
  boolean raisesAlarmOfNoKind() {
    return line == ReleaseLine.V3_4;
  }

  /** Up to 3.6 a server that did not propose a txn drops the reads at its top before it looks. */
  boolean dropsReadsOfTxns() {
    return line != ReleaseLine.V3_7;
  }

  /** 3.4 has the password in the entry and hashes it; later ones have the hash. */
  boolean hashesPasswords() {
    return line == ReleaseLine.V3_4;
  }

  Choice checksInnerTxns() {
    return has(INNER_TXN_RIGHTS);
  }

  Choice checksPutsOfTxns() {
    return has(TXN_PUT_RIGHTS);
  }

  Choice letsAdminRevoke() {
    return has(ADMIN_REVOKES);
  }

  Choice countsInnerPuts() {
    return has(INNER_TXN_QUOTA);
  }

  Choice refusesInvalidRanges() {
    return has(VALID_RANGES);
  }

  Choice rewritesMembers() {
    boolean isFirst =
        version.filter(known -> line == ReleaseLine.V3_5 && known.patch() == 0).isPresent();
    return isFirst ? Choice.YES : has(REWRITES_MEMBERS);
  }

  Choice removesUnknownMembers() {
    return has(REMOVES_UNKNOWN_MEMBERS);
  }

  private Choice has(Since since) {
    int patch = since.patch(line);
    if (patch == 0) {
      return Choice.YES;
    }
    if (patch == NEVER) {
      return Choice.NO;
    }
    return version
        .map(known -> known.patch() >= patch ? Choice.YES : Choice.NO)
        .orElse(Choice.OPEN);
  }
}
