package io.drydock.formats.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.raftpb.ConfState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowDecoderTest {

  private static final Extent AT = new Extent("db", 64, 8);

  @Test
  void leaseOfEtcd34() throws Exception {
    // key: id, big-endian; value: ID as field 1, TTL 600 as field 2
    assertEquals(
        new BackendRow.Lease(0x188ba1fb658c081cL, 600, 0),
        hex(Bucket.LEASE, "18 8b a1 fb 65 8c 08 1c", "08 9c 90 b0 ac b6 bf e8 c5 18 10 d8 04"));
  }

  @Test
  void alarmOfEtcd34() throws Exception {
    // key: memberID as field 1, alarm 1 (NOSPACE) as field 2; no value
    var alarm = (BackendRow.Alarm) hex(Bucket.ALARM, "08 d3 ea f4 e2 be 9e 9e a8 1b 10 01", "");
    assertEquals(new BackendRow.Alarm(new MemberId(0x1b5078f3ec5d3553L), 1), alarm);
    assertEquals("NOSPACE", alarm.kindName());
  }

  @Test
  void userWithoutPasswordOfEtcd35() throws Exception {
    // name "nopw", options{no_password}
    var row =
        (BackendRow.AuthUser)
            hex(Bucket.AUTH_USERS, "6e 6f 70 77", "0a 04 6e 6f 70 77 22 02 08 01");
    assertTrue(row.user().getOptions().getNoPassword());
    assertTrue(row.user().getPassword().isEmpty());
  }

  @Test
  void roleOfEtcd35() throws Exception {
    // name "r1", keyPermission{READWRITE, "a", "z"}
    var row =
        (BackendRow.AuthRole)
            hex(Bucket.AUTH_ROLES, "72 31", "0a 02 72 31 12 08 08 02 12 01 61 1a 01 7a");
    Permission permission = row.role().getKeyPermission(0);
    assertEquals(Permission.Type.READWRITE, permission.getPermType());
    assertEquals(ByteString.copyFromUtf8("z"), permission.getRangeEnd());
  }

  @Test
  void marksOfCompaction() throws Exception {
    String four = "00 00 00 00 00 00 00 04 5f 00 00 00 00 00 00 00 00";
    assertEquals(
        new BackendRow.ScheduledCompactRev(new Revision(4, 0)), meta("scheduledCompactRev", four));
    assertEquals(
        new BackendRow.FinishedCompactRev(new Revision(4, 0)), meta("finishedCompactRev", four));
    assertThrows(CorruptFileException.class, () -> meta("finishedCompactRev", four + "74"));
  }

  @Test
  void positionInTheLog() throws Exception {
    assertEquals(
        new BackendRow.ConsistentIndex(1539), meta("consistent_index", "0000000000000603"));
    assertEquals(new BackendRow.Term(3), meta("term", "0000000000000003"));
    assertThrows(CorruptFileException.class, () -> meta("term", "03"));
  }

  @Test
  void confStateIsJsonWithIdsOverTwoToThe53() throws Exception {
    var row =
        (BackendRow.StoredConfState)
            text(
                Bucket.META,
                "confState",
                "{\"voters\":[18446744073709551615,2],\"learners\":[3],\"new\":{\"x\":[1]},"
                    + "\"auto_leave\":true}");
    ConfState expected =
        ConfState.newBuilder().addVoters(-1).addVoters(2).addLearners(3).setAutoLeave(true).build();
    assertEquals(expected, row.confState());
  }

  @Test
  void clusterRowsOfEtcd36() throws Exception {
    assertEquals(
        new BackendRow.ClusterVersion("3.6.0"), text(Bucket.CLUSTER, "clusterVersion", "3.6.0"));
    assertEquals(
        new BackendRow.Downgrade("3.5.0", true),
        text(Bucket.CLUSTER, "downgrade", "{\"target-version\":\"3.5.0\",\"enabled\":true}"));
    assertEquals(
        new BackendRow.RemovedMember(new MemberId(0xfd9f4aed9748d7c8L)),
        text(Bucket.MEMBERS_REMOVED, "fd9f4aed9748d7c8", "removed"));
  }

  @Test
  void authSwitch() throws Exception {
    assertEquals(new BackendRow.AuthEnabled(true), hexNamed(Bucket.AUTH, "authEnabled", "01"));
    assertEquals(new BackendRow.AuthEnabled(false), hexNamed(Bucket.AUTH, "authEnabled", "00"));
    assertThrows(CorruptFileException.class, () -> hexNamed(Bucket.AUTH, "authEnabled", "02"));
  }

  @Test
  void unknownNamesAndBucketsAreKept() throws Exception {
    Bytes later = Bytes.ofUtf8("later");
    Bytes value = Bytes.ofHex("00 ff");
    for (Bucket bucket : new Bucket[] {Bucket.META, Bucket.CLUSTER, Bucket.AUTH}) {
      assertEquals(
          new BackendRow.Unknown(bucket.bucketName(), later, value),
          RowDecoder.decode(bucket.bucketName(), later, value, AT));
    }
    assertEquals(
        new BackendRow.Unknown(later, later, value), RowDecoder.decode(later, later, value, AT));
  }

  @ParameterizedTest
  @CsvSource({
    "lease,     '188ba1fb658c08',   0808,  'lease id at db:0x40: expected 8 bytes'",
    "lease,     0000000000000001,   0802,  'expected id 1, found 2'",
    "lease,     0000000000000001,   0a,    'lease 1'",
    "alarm,     ff,                 '',    'alarm'",
    "members,   7a,                 7b7d,  'expected hex digits, found z'",
    "members,   61,                 7b7d,  'expected id a, found 0'",
    "members,   61,                 7b,    'member record'",
    "authUsers, 61,                 0a0162, 'expected the name of its key a, found b'",
    "authRoles, 61,                 08,     'role'",
  })
  void damagedRowsSayWhatIsWrong(String bucket, String key, String value, String message) {
    var failure =
        assertThrows(
            CorruptFileException.class,
            () ->
                RowDecoder.decode(Bytes.ofUtf8(bucket), Bytes.ofHex(key), Bytes.ofHex(value), AT));
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "confState | [] | expected an object",
        "confState | {\"voters\":1} | expected an array of ids",
        "confState | {\"voters\":[\"1\"]} | expected ids",
        "confState | {\"voters\":[18446744073709551616]} | expected ids from 0 to 2^64-1",
        "confState | {\"auto_leave\":1} | auto_leave: expected true or false",
        "confState | {\"voters\":[1] | confState: ",
      })
  void damagedJsonSaysWhatIsWrong(String name, String json, String message) {
    var failure = assertThrows(CorruptFileException.class, () -> text(Bucket.META, name, json));
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  private static BackendRow hex(Bucket bucket, String key, String value) throws Exception {
    return RowDecoder.decode(bucket.bucketName(), Bytes.ofHex(key), Bytes.ofHex(value), AT);
  }

  private static BackendRow hexNamed(Bucket bucket, String name, String value) throws Exception {
    return RowDecoder.decode(bucket.bucketName(), Bytes.ofUtf8(name), Bytes.ofHex(value), AT);
  }

  private static BackendRow meta(String name, String value) throws Exception {
    return hexNamed(Bucket.META, name, value);
  }

  private static BackendRow text(Bucket bucket, String name, String value) throws Exception {
    return RowDecoder.decode(bucket.bucketName(), Bytes.ofUtf8(name), Bytes.ofUtf8(value), AT);
  }
}
