package io.drydock.formats.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.AlarmMember;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.AlarmType;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bucket {@code alarm}, and what raised alarms keep a server from applying.
 *
 * <p>From 3.6 on that follows from the alarms as they stand. Up to 3.5 a server replaces its checks
 * when the first alarm of a kind is raised: by that alarm alone, without those of rights, and puts
 * all of them back when the last one of any kind is cleared, whatever else is raised.
 */
final class Alarms {

  private final Rows rows;
  private final ApplyRules rules;
  private final Set<AlarmMember> raised = new LinkedHashSet<>();
  private boolean isFull;
  private boolean isCorrupt;
  private boolean areRightsChecked = true;

  private Alarms(Rows rows, ApplyRules rules) {
    this.rows = rows;
    this.rules = rules;
  }

  static Alarms of(Rows rows, ApplyRules rules) throws FormatException, Stop {
    var alarms = new Alarms(rows, rules);
    for (Bytes row : rows.all(Bucket.ALARM).keySet()) {
      try {
        alarms.raised.add(AlarmMember.parseFrom(row.toByteString()));
      } catch (InvalidProtocolBufferException malformed) {
        throw Stop.panic("a row of bucket alarm that is no alarm");
      }
    }
    alarms.isFull = alarms.count(AlarmType.NOSPACE_VALUE) > 0;
    alarms.isCorrupt = alarms.count(AlarmType.CORRUPT_VALUE) > 0;
    return alarms;
  }

  /** Puts and grants are refused. */
  boolean isFull() {
    return isFull;
  }

  /** Almost everything is refused. */
  boolean isCorrupt() {
    return isCorrupt;
  }

  /** Users are asked what they may do. */
  boolean areRightsChecked() {
    return areRightsChecked;
  }

  void apply(AlarmRequest request) throws Stop {
    int kind = request.getAlarmValue();
    AlarmMember alarm =
        AlarmMember.newBuilder().setMemberID(request.getMemberID()).setAlarmValue(kind).build();
    switch (request.getAction()) {
      case ACTIVATE -> activate(alarm, kind);
      case DEACTIVATE -> deactivate(alarm, kind);
      case GET, UNRECOGNIZED -> {
        // A list, or what no release knows: answered, not stored.
      }
    }
    if (!rules.isStackReplacedByAlarm()) {
      isFull = count(AlarmType.NOSPACE_VALUE) > 0;
      isCorrupt = count(AlarmType.CORRUPT_VALUE) > 0;
    }
  }

  private void activate(AlarmMember alarm, int kind) throws Stop {
    boolean isNone = kind == AlarmType.NONE_VALUE;
    if (isNone && !rules.raisesAlarmOfNoKind()) {
      return;
    }
    if (kind > AlarmType.CORRUPT_VALUE) {
      throw Stop.unknown("an alarm of kind " + kind, "NOSPACE and CORRUPT");
    }
    boolean isFirst = count(kind) == 0;
    if (!raised.add(alarm)) {
      return;
    }
    rows.put(Bucket.ALARM, Bytes.adopt(alarm.toByteArray()), Bytes.EMPTY);
    if (isFirst && !isNone && rules.isStackReplacedByAlarm()) {
      isFull = kind == AlarmType.NOSPACE_VALUE;
      isCorrupt = kind == AlarmType.CORRUPT_VALUE;
      areRightsChecked = false;
    }
  }

  private void deactivate(AlarmMember alarm, int kind) {
    if (!raised.remove(alarm)) {
      return;
    }
    rows.delete(Bucket.ALARM, Bytes.adopt(alarm.toByteArray()));
    boolean isKnown = kind == AlarmType.NOSPACE_VALUE || kind == AlarmType.CORRUPT_VALUE;
    if (isKnown && count(kind) == 0 && rules.isStackReplacedByAlarm()) {
      isFull = false;
      isCorrupt = false;
      areRightsChecked = true;
    }
  }

  private long count(int kind) {
    return kind == AlarmType.NONE_VALUE
        ? raised.size()
        : raised.stream().filter(each -> each.getAlarmValue() == kind).count();
  }
}
