package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.Compare.CompareResult;
import io.drydock.formats.proto.etcdserverpb.Compare.CompareTarget;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;

/** Transactions, the simplest and the fullest. */
final class TxnSamples {

  private TxnSamples() {}

  static TxnRequest plain() {
    return TxnRequest.newBuilder().addSuccess(put("a", "1")).build();
  }

  static TxnRequest full() {
    return TxnRequest.newBuilder()
        .addCompare(compare(CompareTarget.VERSION, CompareResult.EQUAL).setVersion(1))
        .addCompare(compare(CompareTarget.CREATE, CompareResult.GREATER).setCreateRevision(2))
        .addCompare(compare(CompareTarget.MOD, CompareResult.LESS).setModRevision(3))
        .addCompare(compare(CompareTarget.VALUE, CompareResult.NOT_EQUAL).setValue(bytes("v")))
        .addCompare(compare(CompareTarget.LEASE, CompareResult.EQUAL).setLease(255))
        .addCompare(
            compare(CompareTarget.VALUE, CompareResult.EQUAL)
                .setKey(bytes("/registry/secrets/a"))
                .setValue(bytes("hush")))
        .addCompare(compare(CompareTarget.MOD, CompareResult.EQUAL).setRangeEnd(bytes("z")))
        .addSuccess(put("a", "1"))
        .addSuccess(
            RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("b"))))
        .addSuccess(
            RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(bytes("c")).setLimit(1)))
        .addSuccess(RequestOp.newBuilder().setRequestTxn(plain()))
        .addFailure(RequestOp.getDefaultInstance())
        .addFailure(put("/registry/secrets/a", "hush"))
        .build();
  }

  private static Compare.Builder compare(CompareTarget target, CompareResult result) {
    return Compare.newBuilder().setKey(bytes("k")).setTarget(target).setResult(result);
  }

  private static RequestOp put(String key, String value) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)))
        .build();
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
