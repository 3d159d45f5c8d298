package io.drydock.formats.apply;

import static io.drydock.formats.apply.Story.bytes;
import static io.drydock.formats.apply.Story.deleteOp;
import static io.drydock.formats.apply.Story.putOp;
import static io.drydock.formats.apply.Story.version;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.LeaseRow;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.NaiveStore;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.AlarmType;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.Compare.CompareResult;
import io.drydock.formats.proto.etcdserverpb.Compare.CompareTarget;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.request.EntryPayload;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One rule after the other: keys, transactions, leases, compactions, alarms, the index. */
class ReplayTableTest {

  @TempDir Path folder;

  /** {@code a} put at 2 and 3, {@code b} at 4, {@code c} at 5 and gone at 6; leases 1 to 3. */
  private Story story(String version) throws Exception {
    return new Story(
        version,
        new NaiveStore()
            .put(2, "a", "1")
            .put(3, "a", "2")
            .put(4, Bytes.ofUtf8("b"), Bytes.ofUtf8("x"), 2)
            .put(5, "c", "y")
            .delete(6, Bytes.ofUtf8("c"))
            .file(),
        folder.resolve("base.db"));
  }

  @Test
  void putsAndDeletionsGoOnWhereTheDatabaseEnds() throws Exception {
    try (Story story = story("3.5.30")) {
      assertEquals("done", story.put("a", "3"));
      assertEquals("done", story.put("c", "new"));
      assertEquals("done", story.delete("nothing", ""));
      assertEquals("done", story.delete("a", "c"));
      assertEquals("done", story.put("a", "again"));
      assertEquals(
          List.of(
              "7_0 a=3 create 2 version 3",
              "8_0 c=new create 8 version 1",
              "9_0t a",
              "9_1t b",
              "10_0 a=again create 10 version 1"),
          story.records());
      assertEquals(10, story.replay().revision());
    }
  }

  @Test
  void aPutKeepsValueOrLeaseOfWhatIsThere() throws Exception {
    try (Story story = story("3.5.30")) {
      var keepValue = Story.putOf("b", "", 3).toBuilder().setIgnoreValue(true).build();
      var keepLease = Story.putOf("b", "z", 0).toBuilder().setIgnoreLease(true).build();
      var ofNothing = Story.putOf("no", "z", 0).toBuilder().setIgnoreLease(true).build();
      assertEquals("done", story.apply(request -> request.setPut(keepValue)));
      assertEquals("done", story.apply(request -> request.setPut(keepLease)));
      assertEquals("etcdserver: key not found", story.apply(request -> request.setPut(ofNothing)));
      assertEquals("lease not found", story.put("b", "z", 9));
      assertEquals(
          List.of("7_0 b=x create 4 version 2 lease 3", "8_0 b=z create 4 version 3 lease 3"),
          story.records());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a, VERSION, EQUAL, 2, true",
    "a, VERSION, GREATER, 1, true",
    "a, VERSION, LESS, 2, false",
    "a, CREATE, EQUAL, 2, true",
    "a, MOD, NOT_EQUAL, 3, false",
    "b, LEASE, EQUAL, 2, true",
    "no, VERSION, EQUAL, 0, true",
    "no, CREATE, GREATER, 0, false",
    "no, LEASE, EQUAL, 0, true",
    "c, MOD, EQUAL, 0, true",
  })
  void aComparisonTakesAnAbsentKeyForZero(
      String key, CompareTarget target, CompareResult result, long operand, boolean holds)
      throws Exception {
    var compare = Compare.newBuilder().setKey(bytes(key)).setTarget(target).setResult(result);
    switch (target) {
      case VERSION -> compare.setVersion(operand);
      case CREATE -> compare.setCreateRevision(operand);
      case MOD -> compare.setModRevision(operand);
      default -> compare.setLease(operand);
    }
    assertEquals(holds, holds(compare.build()));
  }

  @ParameterizedTest
  @CsvSource({
    "a, '', EQUAL, 2, true",
    "a, '', GREATER, 1, true",
    "no, '', NOT_EQUAL, 2, false",
    "no, '', EQUAL, '', false",
    "a, c, GREATER, 1, true",
    "a, c, EQUAL, 2, false",
    "m, z, EQUAL, '', false",
  })
  void aComparisonOfValuesNeedsAKeyAndHoldsForAllOfARange(
      String key, String end, CompareResult result, String operand, boolean holds)
      throws Exception {
    var compare =
        Compare.newBuilder()
            .setKey(bytes(key))
            .setRangeEnd(bytes(end))
            .setTarget(CompareTarget.VALUE)
            .setResult(result)
            .setValue(bytes(operand));
    assertEquals(holds, holds(compare.build()));
  }

  private boolean holds(Compare compare) throws Exception {
    try (Story story = story("3.5.30")) {
      var txn = TxnRequest.newBuilder().addCompare(compare);
      txn.addSuccess(putOp("result", "yes")).addFailure(putOp("result", "no"));
      assertEquals("done", story.apply(request -> request.setTxn(txn)));
      return story.records().getFirst().contains("result=yes");
    }
  }

  @Test
  void aTransactionHasOneRevisionAndInnerOnesDecideBeforeAnythingIsDone() throws Exception {
    try (Story story = story("3.5.30")) {
      var inner =
          TxnRequest.newBuilder()
              .addCompare(version("a", CompareResult.EQUAL, 2))
              .addSuccess(putOp("inner", "before"))
              .addFailure(putOp("inner", "after"));
      var txn =
          TxnRequest.newBuilder()
              .addSuccess(putOp("a", "3"))
              .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
              .addSuccess(deleteOp("a", "b"))
              .addSuccess(putOp("a", "4"));
      assertEquals("done", story.apply(request -> request.setTxn(txn)));
      assertEquals(
          List.of(
              "7_0 a=3 create 2 version 3",
              "7_1 inner=before create 7 version 1",
              "7_2t a",
              "7_3 a=4 create 7 version 1"),
          story.records());
      assertEquals(7, story.replay().revision());
    }
  }

  /** Up to 3.6 a server that does not answer the client drops the reads at the top. */
  @ParameterizedTest
  @CsvSource({
    "3.6.14, false, done",
    "3.6.14, true, mvcc: required revision is a future revision",
    "3.7.1, false, mvcc: required revision is a future revision",
  })
  void aReadOfTheFutureFailsATransaction(String version, boolean isInner, String outcome)
      throws Exception {
    try (Story story = story(version)) {
      var read =
          RequestOp.newBuilder()
              .setRequestRange(RangeRequest.newBuilder().setKey(bytes("a")).setRevision(99))
              .build();
      var inner = TxnRequest.newBuilder().addSuccess(read);
      var txn =
          TxnRequest.newBuilder()
              .addSuccess(putOp("a", "3"))
              .addSuccess(isInner ? RequestOp.newBuilder().setRequestTxn(inner).build() : read);
      assertEquals(outcome, story.apply(request -> request.setTxn(txn)));
      assertEquals(outcome.equals("done") ? 1 : 0, story.records().size());
    }
  }

  @Test
  void aLeaseThatEndsTakesItsKeysInTheirOrderAtOneRevision() throws Exception {
    try (Story story = story("3.5.30")) {
      story.put("z", "1", 2);
      story.put("m", "1", 2);
      story.put("moved", "1", 2);
      story.put("moved", "1", 3);
      assertEquals("done", story.apply(request -> request.getLeaseRevokeBuilder().setID(2)));
      List<String> records = story.records();
      assertEquals(List.of("11_0t b", "11_1t m", "11_2t z"), records.subList(4, records.size()));
      assertEquals(
          "lease not found", story.apply(request -> request.getLeaseRevokeBuilder().setID(2)));
      assertEquals(2, story.rows(Bucket.LEASE).size());
    }
  }

  @Test
  void aLeaseWithoutKeysEndsWithoutARevision() throws Exception {
    try (Story story = story("3.5.30")) {
      assertEquals("done", story.apply(request -> request.getLeaseRevokeBuilder().setID(3)));
      assertEquals(6, story.replay().revision());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 60, lease not found, ''",
    "1, 60, lease already exists, ''",
    "9, 9000000001, too large lease TTL, ''",
    "9, 1, done, 08091002",
    "9, 600, done, 080910d804",
  })
  void aGrantIsStoredWithTheShortestLifeAtLeast(
      long id, long seconds, String outcome, String stored) throws Exception {
    try (Story story = story("3.5.30")) {
      assertEquals(
          outcome,
          story.apply(request -> request.getLeaseGrantBuilder().setID(id).setTTL(seconds)));
      if (!stored.isEmpty()) {
        assertEquals(stored, story.rows(Bucket.LEASE).get(LeaseRow.key(id)).toHex());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3.5.0, 0802103c", "3.6.0, 0802103c181e"})
  void aCheckpointIsStoredInClustersOf36(String clusterVersion, String stored) throws Exception {
    BackendFile file = new NaiveStore().put(2, "a", "1").file();
    file.put(Bucket.CLUSTER, Bytes.ofUtf8("clusterVersion"), Bytes.ofUtf8(clusterVersion));
    try (Story story = new Story("3.6.14", file, folder.resolve("base.db"))) {
      story.apply(request ->
          request.getLeaseCheckpointBuilder().addCheckpointsBuilder().setID(2).setRemainingTTL(30));
      assertEquals(stored, story.rows(Bucket.LEASE).get(LeaseRow.key(2)).toHex());
    }
  }

  @Test
  void aCompactionLeavesItsMarkAndDeletesNothing() throws Exception {
    try (Story story = story("3.5.30")) {
      assertEquals(
          "mvcc: required revision is a future revision",
          story.apply(request -> request.getCompactionBuilder().setRevision(7)));
      assertEquals("done", story.apply(request -> request.getCompactionBuilder().setRevision(4)));
      assertEquals(
          "mvcc: required revision has been compacted",
          story.apply(request -> request.getCompactionBuilder().setRevision(4)));
      assertEquals(
          "00000000000000045f0000000000000000", story.row(Bucket.META, "scheduledCompactRev"));
      assertEquals("", story.row(Bucket.META, "finishedCompactRev"));
      assertEquals(4, story.replay().compactRevision());
      assertEquals(5, story.rows(Bucket.KEY).size());
    }
  }

  @Test
  void theIndexMovesOverEveryEntryAndTheTermSince35() throws Exception {
    try (Story old = story("3.4.23");
        Story story = new Story("3.5.30", new BackendFile(), folder.resolve("empty.db"))) {
      old.put("a", "3");
      assertEquals("0000000000000001", old.row(Bucket.META, "consistent_index"));
      assertEquals("", old.row(Bucket.META, "term"));
      assertEquals("no effect", story.apply(new EntryPayload.Empty()));
      assertEquals("lease not found", story.put("a", "1", 99));
      assertEquals("0000000000000002", story.row(Bucket.META, "consistent_index"));
      assertEquals("0000000000000007", story.row(Bucket.META, "term"));
    }
  }

  @Test
  void whatTheDatabaseHasIsNotAppliedAgain() throws Exception {
    BackendFile file =
        new NaiveStore()
            .put(2, "a", "1")
            .file()
            .put(Bucket.META, Bytes.ofUtf8("consistent_index"), Bytes.ofHex("0000000000000002"));
    try (Story story = new Story("3.5.30", file, folder.resolve("base.db"))) {
      assertEquals("applied before", story.put("a", "2"));
      assertEquals("applied before", story.put("a", "3"));
      assertEquals("done", story.put("a", "4"));
      assertEquals(List.of("3_0 a=4 create 2 version 2"), story.records());
    }
  }

  private static String alarm(Story story, AlarmRequest.AlarmAction action, AlarmType kind)
      throws Exception {
    return story.apply(
        request -> request.getAlarmBuilder().setAction(action).setMemberID(5).setAlarm(kind));
  }

  @ParameterizedTest
  @CsvSource({"3.4.23", "3.5.30", "3.6.14", "3.7.1"})
  void theAlarmNospaceRefusesPutsAndGrantsOnly(String version) throws Exception {
    String full = "etcdserver: mvcc: database space exceeded";
    try (Story story = story(version)) {
      assertEquals("done", alarm(story, AlarmRequest.AlarmAction.ACTIVATE, AlarmType.NOSPACE));
      assertEquals("{4 B [08051001]=0 B []}", story.rows(Bucket.ALARM).toString());
      assertEquals(full, story.put("a", "3"));
      assertEquals(full, story.apply(r -> r.getLeaseGrantBuilder().setID(9).setTTL(60)));
      assertEquals(full, story.apply(r -> r.getTxnBuilder().addFailure(putOp("a", "3"))));
      assertEquals("done", story.apply(r -> r.getTxnBuilder().addSuccess(deleteOp("b", ""))));
      assertEquals("done", story.delete("a", ""));
      assertEquals("done", alarm(story, AlarmRequest.AlarmAction.DEACTIVATE, AlarmType.NOSPACE));
      assertEquals("{}", story.rows(Bucket.ALARM).toString());
      assertEquals("done", story.put("a", "4"));
    }
  }

  @Test
  void theAlarmCorruptRefusesAlmostAll() throws Exception {
    String corrupt = "etcdserver: corrupt cluster";
    try (Story story = story("3.6.14")) {
      alarm(story, AlarmRequest.AlarmAction.ACTIVATE, AlarmType.CORRUPT);
      assertEquals(corrupt, story.put("a", "3"));
      assertEquals(corrupt, story.delete("a", ""));
      assertEquals(corrupt, story.apply(r -> r.getCompactionBuilder().setRevision(4)));
      assertEquals(corrupt, story.apply(r -> r.getLeaseRevokeBuilder().setID(2)));
      assertEquals("done", story.apply(r -> r.getLeaseCheckpointBuilder()));
      assertEquals("done", story.apply(r -> r.getAuthRoleAddBuilder().setName("r")));
    }
  }

  /** Up to 3.5 clearing either alarm lets everything through, though the other is raised yet. */
  @ParameterizedTest
  @CsvSource({
    "3.5.30, done",
    "3.6.14, etcdserver: mvcc: database space exceeded",
  })
  void clearingOneAlarmClearsTheOtherInOldReleases(String version, String outcome)
      throws Exception {
    try (Story story = story(version)) {
      alarm(story, AlarmRequest.AlarmAction.ACTIVATE, AlarmType.NOSPACE);
      alarm(story, AlarmRequest.AlarmAction.ACTIVATE, AlarmType.CORRUPT);
      alarm(story, AlarmRequest.AlarmAction.DEACTIVATE, AlarmType.CORRUPT);
      assertEquals(outcome, story.put("a", "3"));
      assertEquals(1, story.rows(Bucket.ALARM).size());
    }
  }

  @Test
  void whatCannotBeToldWithCertaintyEndsTheReplay() throws Exception {
    var inner = TxnRequest.newBuilder().addSuccess(putOp("a", "3"));
    try (Story story = story("3.6")) {
      alarm(story, AlarmRequest.AlarmAction.ACTIVATE, AlarmType.NOSPACE);
      var stop =
          assertThrows(
              UnsupportedFormatException.class,
              () -> story.apply(r -> r.getTxnBuilder().addSuccessBuilder().setRequestTxn(inner)));
      assertTrue(stop.getMessage().contains("entry 2: a put in an inner transaction"), "" + stop);
      assertTrue(stop.getMessage().contains("with the release of the server named"), "" + stop);
    }
    try (Story story = story("3.5.30")) {
      assertThrows(UnsupportedFormatException.class, () -> story.apply(r -> {}));
      assertThrows(
          UnsupportedFormatException.class,
          () -> story.apply(new EntryPayload.Undecodable(Bytes.EMPTY, "no request")));
    }
  }
}
