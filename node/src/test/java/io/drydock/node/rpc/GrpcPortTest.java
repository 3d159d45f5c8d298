package io.drydock.node.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.PutResponse;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.formats.proto.etcdserverpb.WatchRequest;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of gRPC's own client. */
class GrpcPortTest {
  private static EchoPort port;
  private static GrpcClient client;

  @BeforeAll
  static void open() throws IOException {
    port = EchoPort.open();
    client = GrpcClient.plain(port.number());
  }

  @AfterAll
  static void close() {
    client.close();
    port.close();
  }

  @Test
  void aCallIsAnswered() {
    assertEquals("k", range("k", 3).getKvs(0).getKey().toStringUtf8());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16_379, 16_380, 65_535, 1_000_000, 2_097_000})
  void requestsOfAnySizeArriveWhole(int bytes) {
    var request = PutRequest.newBuilder().setValue(ByteString.copyFrom(new byte[bytes])).build();
    var response = client.unary("etcdserverpb.KV/Put", request, PutResponse.getDefaultInstance());
    assertEquals(bytes, response.getHeader().getRevision());
  }

  @ParameterizedTest
  @ValueSource(ints = {16_000, 16_384, 65_535, 70_000, 20_000_000})
  void answersOfAnySizeArriveWhole(int bytes) {
    assertEquals(bytes, range("k", bytes).getKvs(0).getValue().size());
  }

  @ParameterizedTest
  @CsvSource({
    "etcdserverpb.KV/Nope, unknown method Nope for service etcdserverpb.KV",
    "etcdserverpb.Nope/Range, unknown service etcdserverpb.Nope",
  })
  void whatIsNotServedIsUnimplemented(String path, String text) {
    var status = failure(path, RangeRequest.getDefaultInstance(), CallOptions.DEFAULT);
    assertEquals(Status.Code.UNIMPLEMENTED, status.getCode());
    assertEquals(text, status.getDescription());
  }

  @Test
  void aRefusalHasItsCodeAndText() {
    var status = failure("etcdserverpb.KV/Range", key(EchoPort.REFUSED), CallOptions.DEFAULT);
    assertEquals(Status.Code.INVALID_ARGUMENT, status.getCode());
    assertEquals("etcdserver: key is not provided", status.getDescription());
  }

  @Test
  void aRequestBeyondTheLimitIsRefused() {
    int bytes = EchoPort.MESSAGE_BYTES_MAX + 1;
    var request = PutRequest.newBuilder().setValue(ByteString.copyFrom(new byte[bytes])).build();
    var status = failure("etcdserverpb.KV/Put", request, CallOptions.DEFAULT);
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, status.getCode());
    assertEquals(
        "grpc: received message larger than max (2097158 vs. 2097152)", status.getDescription());
  }

  @Test
  void aCompressedRequestIsUnderstood() {
    var options = CallOptions.DEFAULT.withCompression("gzip");
    var response = RangeResponse.getDefaultInstance();
    assertEquals(1, client.unary("etcdserverpb.KV/Range", key("k"), response, options).getCount());
  }

  @Test
  void aCallBeyondItsTimeIsAbandoned() throws InterruptedException {
    var options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.MILLISECONDS);
    var status = failure("etcdserverpb.KV/Range", key(EchoPort.SILENT), options);
    assertEquals(Status.Code.DEADLINE_EXCEEDED, status.getCode());
    assertTrue(port.wasAbandoned());
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "1000, 10", "50, 100000"})
  void aStreamBringsEveryMessageInOrder(int count, int bytes) throws Exception {
    List<Long> expected = new ArrayList<>();
    for (long number = 1; number <= count; number++) {
      expected.add(number);
    }
    assertEquals(expected, watch(count, bytes).get(20, TimeUnit.SECONDS));
  }

  private static CompletableFuture<List<Long>> watch(int count, int bytes) {
    var method =
        GrpcClient.method(
            MethodType.BIDI_STREAMING,
            "etcdserverpb.Watch/Watch",
            WatchRequest.getDefaultInstance(),
            WatchResponse.getDefaultInstance());
    var all = new CompletableFuture<List<Long>>();
    var seen = new ArrayList<Long>();
    var requests =
        ClientCalls.asyncBidiStreamingCall(
            client.channel().newCall(method, CallOptions.DEFAULT),
            new StreamObserver<WatchResponse>() {
              @Override
              public void onNext(WatchResponse response) {
                seen.add(response.getWatchId());
              }

              @Override
              public void onError(Throwable cause) {
                all.completeExceptionally(cause);
              }

              @Override
              public void onCompleted() {
                all.complete(seen);
              }
            });
    var create = WatchCreateRequest.newBuilder().setStartRevision(count).setWatchId(bytes);
    requests.onNext(WatchRequest.newBuilder().setCreateRequest(create).build());
    requests.onCompleted();
    return all;
  }

  private static Status failure(
      String path, com.google.protobuf.Message request, CallOptions options) {
    return assertThrows(
            StatusRuntimeException.class,
            () -> client.unary(path, request, RangeResponse.getDefaultInstance(), options))
        .getStatus();
  }

  private static RangeRequest key(String key) {
    return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
  }

  private static RangeResponse range(String key, int valueBytes) {
    var request = key(key).toBuilder().setLimit(valueBytes).build();
    return client.unary("etcdserverpb.KV/Range", request, RangeResponse.getDefaultInstance());
  }
}
