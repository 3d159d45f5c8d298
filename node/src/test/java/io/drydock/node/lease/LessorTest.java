package io.drydock.node.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.LeaseRow;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpoint;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseStatus;
import io.drydock.formats.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseTimeToLiveResponse;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.StopException;
import io.drydock.node.testing.MapBackend;
import io.drydock.node.testing.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LessorTest {

  private static final long MIN_TTL = 2;
  private static final Lessor.Settings PLAIN = new Lessor.Settings(MIN_TTL, 0, false);
  private static final Lessor.Settings CHECKPOINTS = new Lessor.Settings(MIN_TTL, 300_000, true);

  private final MapBackend backend = new MapBackend();
  private Lessor lessor = Lessor.of(List.of(), PLAIN);

  private long grant(long id, long ttl, long now) throws RefusedException {
    var request = LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build();
    return lessor.grant(request, now, backend).getTTL();
  }

  private LeaseTimeToLiveResponse timeToLive(long id, long now) {
    var request = LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build();
    return lessor.timeToLive(request, now);
  }

  private static ByteString key(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private void restart(Lessor.Settings settings) {
    backend.commit();
    lessor =
        Lessor.of(
            backend.rows(Bucket.LEASE).values().stream().map(Bytes::toByteArray).toList(),
            settings);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "-5, 2", "1, 2", "2, 2", "60, 60", "9000000000, 9000000000"})
  void shortLeasesAreGrantedForTheShortestTime(long asked, long granted) throws Exception {
    assertEquals(granted, grant(7, asked, 0));
    backend.commit();
    assertEquals(LeaseRow.value(7, granted, 0), backend.rows(Bucket.LEASE).get(LeaseRow.key(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, LEASE_NOT_FOUND",
    "5, 10, LEASE_EXISTS",
    "6, 9000000001, LEASE_TTL_TOO_LARGE"
  })
  void grantsAreRefused(long id, long ttl, EtcdError error) throws Exception {
    grant(5, 10, 0);
    var refused = assertThrows(RefusedException.class, () -> grant(id, ttl, 0));
    assertEquals(error, refused.error());
    assertEquals(1, lessor.leases().getLeasesCount());
  }

  @ParameterizedTest
  @CsvSource({"10, 100, 2", "10, 500, 8", "5, 100, 1", "10, 1000, 15", "11, 100, 2"})
  void theShortestTimeIsThreeHalvesOfAnElection(int ticks, long tickMillis, long seconds) {
    assertEquals(seconds, Lessor.minTtlSeconds(ticks, tickMillis));
  }

  @Test
  void onlyThePrimaryLetsTimeRun() throws Exception {
    grant(1, 10, 0);
    assertEquals(List.of(), lessor.expired(1_000_000_000, 10));
    assertEquals(9_223_372_036L, timeToLive(1, 0).getTTL());
    assertEquals(new Renewal.NotPrimary(), lessor.renew(1, 0));
    lessor.promote(5_000, 1_000);
    assertEquals(List.of(), lessor.expired(15_999, 10));
    assertEquals(List.of(1L), lessor.expired(16_000, 10));
    lessor.demote();
    assertEquals(List.of(), lessor.expired(1_000_000_000, 10));
  }

  @ParameterizedTest
  @CsvSource({"0, 9", "1, 9", "999, 9", "1000, 8", "9999, 0", "10000, 0", "11500, -1"})
  void aSecondThatHasBegunIsOver(long now, long ttl) throws Exception {
    lessor.promote(0, 0);
    grant(1, 10, 0);
    assertEquals(ttl, timeToLive(1, now).getTTL());
    assertEquals(10, timeToLive(1, now).getGrantedTTL());
  }

  @Test
  void ofALeaseThatIsNotThereTheTimeIsMinusOne() {
    assertEquals(
        LeaseTimeToLiveResponse.newBuilder().setID(9).setTTL(-1).build(), timeToLive(9, 0));
  }

  @Test
  void aRenewalGivesTheFullTimeAndComesTooLateAtTheEnd() throws Exception {
    lessor.promote(0, 0);
    grant(1, 10, 0);
    assertEquals(new Renewal.Renewed(10, false), lessor.renew(1, 9_999));
    assertEquals(List.of(), lessor.expired(19_998, 10));
    assertEquals(new Renewal.Expired(), lessor.renew(1, 19_999));
    assertEquals(new Renewal.Unknown(), lessor.renew(2, 0));
  }

  @Test
  void expiredLeasesComeByTheirEndsAndAgainUntilTheyAreRevoked() throws Exception {
    lessor.promote(0, 0);
    grant(1, 30, 0);
    grant(2, 20, 0);
    grant(3, 10, 0);
    assertEquals(List.of(3L, 2L), lessor.expired(30_000, 2));
    assertEquals(List.of(1L), lessor.expired(30_000, 2));
    assertEquals(List.of(), lessor.expired(32_999, 2));
    lessor.revoke(2, backend);
    assertEquals(List.of(1L, 3L), lessor.expired(33_000, 5));
  }

  @Test
  void keysMoveFromLeaseToLeaseAndComeInOrder() throws Exception {
    grant(1, 10, 0);
    grant(2, 10, 0);
    for (String text : List.of("b", "ä", "a", "aa")) {
      lessor.attach(key(text), 1);
    }
    lessor.attach(key("a"), 2);
    lessor.detach(key("aa"));
    lessor.detach(key("none"));
    assertEquals(List.of(key("b"), key("ä")), lessor.keys(1));
    assertEquals(List.of(key("a")), timeToLive(2, 0).getKeysList());
  }

  @Test
  void aRevokedLeaseLeavesNothing() throws Exception {
    lessor.promote(0, 0);
    grant(1, 10, 0);
    lessor.attach(key("a"), 1);
    lessor.revoke(1, backend);
    backend.commit();
    assertTrue(backend.rows(Bucket.LEASE).isEmpty());
    assertFalse(lessor.exists(1));
    lessor.detach(key("a"));
    assertEquals(List.of(), lessor.expired(100_000, 1));
    var refused = assertThrows(RefusedException.class, () -> lessor.revoke(1, backend));
    assertEquals(EtcdError.LEASE_NOT_FOUND, refused.error());
    assertThrows(RefusedException.class, () -> lessor.keys(1));
  }

  @Test
  void leasesAreListedByTheirEnds() throws Exception {
    lessor.promote(0, 0);
    grant(1, 30, 0);
    grant(-2, 10, 0);
    grant(3, 10, 1);
    assertEquals(
        List.of(-2L, 3L, 1L),
        lessor.leases().getLeasesList().stream().map(LeaseStatus::getID).toList());
  }

  @Test
  void aRestartKeepsLeasesWithoutLettingThemEnd() throws Exception {
    lessor.promote(0, 0);
    grant(1, 10, 0);
    restart(new Lessor.Settings(20, 0, false));
    assertFalse(lessor.isPrimary());
    assertEquals(List.of(), lessor.expired(1_000_000, 1));
    lessor.promote(0, 0);
    assertEquals(20, timeToLive(1, 0).getGrantedTTL(), "raised to the shortest time");
  }

  @Test
  void aValueThatIsNoLeaseStopsTheMember() {
    assertThrows(StopException.class, () -> Lessor.of(List.of(new byte[] {(byte) 0xff}), PLAIN));
  }

  @Test
  void leasesThatWouldEndTogetherAreSpreadByAPromotion() throws Exception {
    for (int id = 1; id <= 3_000; id++) {
      grant(id, 10, 0);
    }
    lessor.promote(0, 1_000);
    Map<Long, Integer> endsBySecond = new TreeMap<>();
    for (long now = 0; now <= 60_000; now += 1_000) {
      int ends = 0;
      for (long id : lessor.expired(now, Integer.MAX_VALUE)) {
        lessor.revoke(id, backend);
        ends++;
      }
      endsBySecond.put(now, ends);
    }
    assertFalse(lessor.leases().getLeasesCount() > 0);
    assertEquals(0, endsBySecond.get(10_000L));
    assertTrue(
        endsBySecond.values().stream().allMatch(ends -> ends <= 1_000), endsBySecond::toString);
  }

  @Test
  void longLeasesAreCheckpointedAndGoOnFromThere() throws Exception {
    restart(CHECKPOINTS);
    lessor.promote(0, 0);
    grant(1, 3_600, 0);
    grant(2, 300, 0);
    assertEquals(List.of(), lessor.dueCheckpoints(299_999));
    var checkpoint = LeaseCheckpoint.newBuilder().setID(1).setRemainingTTL(3_300).build();
    assertEquals(List.of(checkpoint), lessor.dueCheckpoints(300_000));
    assertEquals(List.of(), lessor.dueCheckpoints(900_000), "until it came through the log");
    assertTrue(lessor.checkpoint(checkpoint, 300_001, backend));
    assertEquals(1, lessor.dueCheckpoints(600_001).size());
    restart(CHECKPOINTS);
    lessor.promote(0, 0);
    assertEquals(3_299, timeToLive(1, 0).getTTL());
    assertEquals(new Renewal.Renewed(3_600, true), lessor.renew(1, 0));
    assertEquals(new Renewal.Renewed(3_600, false), lessor.renew(1, 0));
    assertFalse(lessor.checkpoint(checkpoint.toBuilder().setID(5).build(), 0, backend));
  }

  @Test
  void checkpointsThatAreNotPersistedEndWithTheProcess() throws Exception {
    restart(new Lessor.Settings(MIN_TTL, 300_000, false));
    grant(1, 3_600, 0);
    var checkpoint = LeaseCheckpoint.newBuilder().setID(1).setRemainingTTL(100).build();
    lessor.checkpoint(checkpoint, 0, backend);
    lessor.promote(0, 0);
    assertEquals(99, timeToLive(1, 0).getTTL());
    restart(new Lessor.Settings(MIN_TTL, 300_000, false));
    lessor.promote(0, 0);
    assertEquals(3_599, timeToLive(1, 0).getTTL());
  }

  @Test
  void endsAsAMapOfEndsSays() {
    Seeds.check(LessorTest::compareWithMap);
  }

  /** Grants, renewals, revocations and time: who is over is who a map of ends says. */
  private static void compareWithMap(RandomGenerator random) {
    var backend = new MapBackend();
    Lessor lessor = Lessor.of(List.of(), PLAIN);
    lessor.promote(0, 0);
    Map<Long, Long> ends = new HashMap<>();
    Map<Long, Long> ttls = new HashMap<>();
    long now = 0;
    for (int step = 0; step < 100; step++) {
      long id = 1 + random.nextInt(8);
      now += random.nextInt(1_000);
      try {
        if (ends.containsKey(id)) {
          boolean isOver = ends.get(id) <= now;
          if (random.nextBoolean() && !isOver) {
            assertEquals(new Renewal.Renewed(ttls.get(id), false), lessor.renew(id, now));
            ends.put(id, now + ttls.get(id) * 1_000);
          } else if (random.nextBoolean()) {
            lessor.revoke(id, backend);
            ends.remove(id);
          }
        } else {
          long ttl = MIN_TTL + random.nextInt(5);
          lessor.grant(LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl).build(), now, backend);
          ends.put(id, now + ttl * 1_000);
          ttls.put(id, ttl);
        }
      } catch (RefusedException refused) {
        throw new AssertionError(refused);
      }
      long at = now;
      var over = new TreeSet<Long>();
      ends.forEach((each, end) -> {
        if (end <= at) {
          over.add(each);
        }
      });
      for (long each : lessor.expired(now, 100)) {
        assertTrue(over.contains(each));
      }
      for (long each : over) {
        assertEquals(new Renewal.Expired(), lessor.renew(each, now));
      }
    }
  }
}
