package io.drydock.node.alarm;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.proto.etcdserverpb.AlarmMember;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.AlarmResponse;
import io.drydock.formats.proto.etcdserverpb.AlarmType;
import io.drydock.node.RowSink;
import io.drydock.node.StopException;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The alarms that members have raised. Mutable, owned by the engine thread.
 *
 * <p>What an alarm forbids follows from the alarms as they stand, as in etcd 3.6. Up to 3.5 the
 * order in which two kinds were raised and cleared counts, too; with one kind at a time there is no
 * difference.
 */
public final class Alarms {

  private static final byte[] NOTHING = {};

  private final SortedSet<AlarmMember> raised =
      new TreeSet<>(
          Comparator.<AlarmMember>comparingInt(AlarmMember::getAlarmValue)
              .thenComparing(AlarmMember::getMemberID, Long::compareUnsigned));

  /**
   * Goes on from the keys of bucket {@code alarm}.
   *
   * @throws StopException when a key is no alarm
   */
  public static Alarms of(Iterable<byte[]> keys) {
    var alarms = new Alarms();
    for (byte[] key : keys) {
      try {
        alarms.raised.add(AlarmMember.parseFrom(key));
      } catch (InvalidProtocolBufferException malformed) {
        throw new StopException("bucket alarm: a key that is no alarm", malformed);
      }
    }
    return alarms;
  }

  /** Puts and grants of leases are refused. */
  public boolean isFull() {
    return is(AlarmType.NOSPACE_VALUE);
  }

  /** All that goes through the log is refused, but for alarms and members. */
  public boolean isCorrupt() {
    return is(AlarmType.CORRUPT_VALUE);
  }

  /** True when this member has raised the alarm. */
  public boolean isRaisedBy(long memberId, AlarmType kind) {
    return raised.contains(alarm(memberId, kind.getNumber()));
  }

  /** All alarms, by kind and member. */
  public List<AlarmMember> all() {
    return List.copyOf(raised);
  }

  /**
   * Raises, clears or lists.
   *
   * @return the alarms concerned, without a header: the one that is raised now, the one that was
   *     cleared, or those of the kind asked for, {@code NONE} standing for any
   */
  public AlarmResponse apply(AlarmRequest request, RowSink sink) {
    int kind = request.getAlarmValue();
    AlarmMember alarm = alarm(request.getMemberID(), kind);
    var response = AlarmResponse.newBuilder();
    switch (request.getAction()) {
      case ACTIVATE -> {
        if (kind != AlarmType.NONE_VALUE) {
          activate(alarm, sink);
          response.addAlarms(alarm);
        }
      }
      case DEACTIVATE -> {
        if (raised.remove(alarm)) {
          sink.delete(Bucket.ALARM, alarm.toByteArray());
          response.addAlarms(alarm);
        }
      }
      case GET ->
          raised.stream()
              .filter(each -> kind == AlarmType.NONE_VALUE || each.getAlarmValue() == kind)
              .forEach(response::addAlarms);
      case UNRECOGNIZED -> {
        // etcd answers it with an empty list.
      }
    }
    return response.build();
  }

  private void activate(AlarmMember alarm, RowSink sink) {
    if (alarm.getAlarmValue() > AlarmType.CORRUPT_VALUE) {
      throw new StopException("an alarm of kind " + alarm.getAlarmValue() + " in the log");
    }
    if (raised.add(alarm)) {
      sink.put(Bucket.ALARM, alarm.toByteArray(), NOTHING);
    }
  }

  private boolean is(int kind) {
    return raised.stream().anyMatch(alarm -> alarm.getAlarmValue() == kind);
  }

  private static AlarmMember alarm(long memberId, int kind) {
    return AlarmMember.newBuilder().setMemberID(memberId).setAlarmValue(kind).build();
  }
}
