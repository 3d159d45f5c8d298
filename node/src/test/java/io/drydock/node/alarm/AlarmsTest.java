package io.drydock.node.alarm;

import static io.drydock.formats.proto.etcdserverpb.AlarmRequest.AlarmAction.ACTIVATE;
import static io.drydock.formats.proto.etcdserverpb.AlarmRequest.AlarmAction.DEACTIVATE;
import static io.drydock.formats.proto.etcdserverpb.AlarmRequest.AlarmAction.GET;
import static io.drydock.formats.proto.etcdserverpb.AlarmType.CORRUPT;
import static io.drydock.formats.proto.etcdserverpb.AlarmType.NONE;
import static io.drydock.formats.proto.etcdserverpb.AlarmType.NOSPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.AlarmMember;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.AlarmType;
import io.drydock.node.StopException;
import io.drydock.node.testing.MapBackend;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmsTest {

  private final MapBackend rows = new MapBackend();
  private final Alarms alarms = Alarms.of(List.of());

  @Test
  void anAlarmIsOnUntilTheLastMemberClearsIt() {
    assertEquals(List.of(member(1, NOSPACE)), apply(ACTIVATE, 1, NOSPACE));
    assertEquals(List.of(member(2, NOSPACE)), apply(ACTIVATE, 2, NOSPACE));
    assertTrue(alarms.isFull());
    assertEquals(List.of(member(1, NOSPACE)), apply(DEACTIVATE, 1, NOSPACE));
    assertTrue(alarms.isFull());
    assertEquals(List.of(member(2, NOSPACE)), apply(DEACTIVATE, 2, NOSPACE));
    assertFalse(alarms.isFull());
    assertTrue(rows().rows(Bucket.ALARM).isEmpty());
  }

  @Test
  void raisingTwiceAnswersTwiceAndStoresOnce() {
    apply(ACTIVATE, 1, CORRUPT);
    assertEquals(List.of(member(1, CORRUPT)), apply(ACTIVATE, 1, CORRUPT));
    assertEquals(1, rows().rows(Bucket.ALARM).size());
    assertTrue(alarms.isCorrupt());
  }

  @Test
  void clearingWhatIsNotRaisedAnswersNothing() {
    apply(ACTIVATE, 1, NOSPACE);
    assertEquals(List.of(), apply(DEACTIVATE, 2, NOSPACE));
    assertTrue(alarms.isFull());
  }

  @Test
  void listsOneKindOrAll() {
    apply(ACTIVATE, -1, NOSPACE);
    apply(ACTIVATE, 1, CORRUPT);
    apply(ACTIVATE, 1, NOSPACE);
    assertEquals(List.of(member(1, NOSPACE), member(-1, NOSPACE)), apply(GET, 0, NOSPACE));
    assertEquals(3, apply(GET, 0, NONE).size());
    assertTrue(alarms.isRaisedBy(-1, NOSPACE));
    assertFalse(alarms.isRaisedBy(-1, CORRUPT));
  }

  @Test
  void anAlarmOfNoKindIsNotRaised() {
    assertEquals(List.of(), apply(ACTIVATE, 1, NONE));
    assertTrue(alarms.all().isEmpty());
  }

  @Test
  void aStartGoesOnFromTheRows() {
    apply(ACTIVATE, 7, NOSPACE);
    var keys = rows().rows(Bucket.ALARM).keySet().stream().map(Bytes::toByteArray).toList();
    assertEquals(List.of(member(7, NOSPACE)), Alarms.of(keys).all());
  }

  @Test
  void whatNoReleaseKnowsStopsTheMember() {
    var request = AlarmRequest.newBuilder().setAction(ACTIVATE).setAlarmValue(3).build();
    assertThrows(StopException.class, () -> alarms.apply(request, rows));
    assertThrows(StopException.class, () -> Alarms.of(List.of(new byte[] {-1})));
  }

  private MapBackend rows() {
    rows.commit();
    return rows;
  }

  private List<AlarmMember> apply(AlarmRequest.AlarmAction action, long id, AlarmType kind) {
    return alarms
        .apply(
            AlarmRequest.newBuilder().setAction(action).setMemberID(id).setAlarm(kind).build(),
            rows)
        .getAlarmsList();
  }

  private static AlarmMember member(long id, AlarmType kind) {
    return AlarmMember.newBuilder().setMemberID(id).setAlarm(kind).build();
  }
}
