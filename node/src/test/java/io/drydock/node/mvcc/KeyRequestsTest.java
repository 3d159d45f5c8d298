package io.drydock.node.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.node.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRequestsTest {

  private static final int MAX_TXN_OPS = 4;

  private interface Check {
    void run() throws RefusedException;
  }

  private static String verdict(Check check) {
    try {
      check.run();
      return "ok";
    } catch (RefusedException refused) {
      return refused.error().name();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "key: 'a' | ok",
        "key: 'a' range_end: '\\0' | ok",
        "limit: 3 | EMPTY_KEY",
        "key: 'a' sort_order: DESCEND sort_target: VALUE | ok",
      })
  void ranges(String request, String verdict) throws Exception {
    var parsed = TextFormat.parse(request, RangeRequest.class);
    assertEquals(verdict, verdict(() -> KeyRequests.check(parsed)));
  }

  @Test
  void aTargetThatDoesNotExistIsRefusedAndAnOrderIsNot() {
    var order = RangeRequest.newBuilder().setKey(key()).setSortOrderValue(3).build();
    var target = RangeRequest.newBuilder().setKey(key()).setSortTargetValue(5).build();
    assertEquals("ok", verdict(() -> KeyRequests.check(order)));
    assertEquals("INVALID_SORT_OPTION", verdict(() -> KeyRequests.check(target)));
  }

  private static ByteString key() {
    return ByteString.copyFromUtf8("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "key: 'a' value: 'v' lease: 3 | ok",
        "value: 'v' | EMPTY_KEY",
        "key: 'a' ignore_value: true | ok",
        "key: 'a' ignore_value: true value: 'v' | VALUE_PROVIDED",
        "key: 'a' ignore_lease: true lease: 1 | LEASE_PROVIDED",
        "key: 'a' ignore_lease: true ignore_value: true | ok",
      })
  void puts(String request, String verdict) throws Exception {
    var parsed = TextFormat.parse(request, PutRequest.class);
    assertEquals(verdict, verdict(() -> KeyRequests.check(parsed)));
  }

  @Test
  void deletionsNeedAKey() {
    assertEquals(
        "EMPTY_KEY", verdict(() -> KeyRequests.check(DeleteRangeRequest.getDefaultInstance())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | ok",
        "success: {request_put: {key: 'a'}} | ok",
        "success: {} | KEY_NOT_FOUND",
        "failure: {request_range: {}} | EMPTY_KEY",
        "compare: {} | EMPTY_KEY",
        "success: {request_txn: {compare: {}}} | EMPTY_KEY",
        // Twice on one path.
        "success: {request_put: {key: 'a'}} success: {request_put: {key: 'a'}} | DUPLICATE_KEY",
        "success: {request_put: {key: 'a'}} failure: {request_put: {key: 'a'}} | ok",
        "success: {request_put: {key: 'b'}} success: {request_delete_range: {key: 'a'"
            + " range_end: 'c'}} | DUPLICATE_KEY",
        "success: {request_put: {key: 'c'}} success: {request_delete_range: {key: 'a'"
            + " range_end: 'c'}} | ok",
        "success: {request_put: {key: 'a'}} success: {request_delete_range: {key: 'a'}}"
            + " | DUPLICATE_KEY",
        "success: {request_delete_range: {key: 'a'}} success: {request_delete_range: {key: 'a'}}"
            + " | ok",
        // From a key on: the end is taken for what it says.
        "success: {request_put: {key: 'b'}} success: {request_delete_range: {key: 'a'"
            + " range_end: '\\0'}} | ok",
        // Inside.
        "success: {request_put: {key: 'a'}} success: {request_txn: {success: {request_put:"
            + " {key: 'a'}}}} | DUPLICATE_KEY",
        "success: {request_txn: {success: {request_put: {key: 'a'}} failure: {request_put:"
            + " {key: 'a'}}}} | ok",
        "success: {request_txn: {success: {request_put: {key: 'a'}}}} success: {request_txn:"
            + " {failure: {request_put: {key: 'a'}}}} | DUPLICATE_KEY",
        "success: {request_delete_range: {key: 'a'}} success: {request_txn: {failure:"
            + " {request_put: {key: 'a'}}}} | DUPLICATE_KEY",
        "success: {request_txn: {success: {request_delete_range: {key: 'a'}}}} success:"
            + " {request_put: {key: 'a'}} | DUPLICATE_KEY",
        "success: {request_txn: {success: {request_put: {key: 'a'}}}} success: {request_txn:"
            + " {success: {request_delete_range: {key: 'a'}}}} | ok",
      })
  void transactions(String request, String verdict) throws Exception {
    var parsed = TextFormat.parse(request, TxnRequest.class);
    assertEquals(verdict, verdict(() -> KeyRequests.check(parsed, MAX_TXN_OPS)));
  }

  @ParameterizedTest
  @CsvSource({"4, 0, 0, ok", "5, 0, 0, TOO_MANY_OPS", "0, 4, 4, ok", "0, 0, 5, TOO_MANY_OPS"})
  void theLongestListOfATransactionIsCounted(
      int compares, int success, int failure, String verdict) {
    var request = TxnRequest.newBuilder();
    for (int i = 0; i < compares; i++) {
      request.addCompareBuilder().setKey(key());
    }
    for (int i = 0; i < success; i++) {
      request.addSuccessBuilder().getRequestRangeBuilder().setKey(key());
    }
    for (int i = 0; i < failure; i++) {
      request.addFailureBuilder().getRequestRangeBuilder().setKey(key());
    }
    assertEquals(verdict, verdict(() -> KeyRequests.check(request.build(), MAX_TXN_OPS)));
  }

  @ParameterizedTest
  @CsvSource({"1, 3, ok", "1, 4, TOO_MANY_OPS", "4, 0, ok", "4, 1, TOO_MANY_OPS"})
  void anInnerTransactionHasWhatTheOuterLeaves(int outer, int inner, String verdict) {
    var request = TxnRequest.newBuilder();
    var innermost = request.addSuccessBuilder().getRequestTxnBuilder();
    for (int i = 0; i < inner; i++) {
      innermost.addSuccessBuilder().getRequestRangeBuilder().setKey(key());
    }
    for (int i = 1; i < outer; i++) {
      request.addSuccessBuilder().getRequestRangeBuilder().setKey(key());
    }
    assertEquals(verdict, verdict(() -> KeyRequests.check(request.build(), MAX_TXN_OPS)));
  }

  @Test
  void aTransactionOfReadsIsReadOnlyAndOneInsideCountsAsWriting() throws Exception {
    var reads = parse("success: {request_range: {key: 'a' serializable: true}}");
    assertTrue(KeyRequests.isReadOnly(reads));
    assertTrue(KeyRequests.isSerializable(reads));
    assertFalse(KeyRequests.isSerializable(parse("failure: {request_range: {key: 'a'}}")));
    assertFalse(KeyRequests.isReadOnly(parse("failure: {request_put: {key: 'a'}}")));
    assertFalse(KeyRequests.isReadOnly(parse("success: {request_txn: {}}")));
    assertTrue(KeyRequests.isReadOnly(parse("compare: {key: 'a'}")));
  }

  private static TxnRequest parse(String text) throws TextFormat.ParseException {
    return TextFormat.parse(text, TxnRequest.class);
  }
}
