package io.drydock.tools.client;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.AlarmResponse;
import io.drydock.formats.proto.etcdserverpb.AuthenticateRequest;
import io.drydock.formats.proto.etcdserverpb.AuthenticateResponse;
import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.CompactionResponse;
import io.drydock.formats.proto.etcdserverpb.DefragmentRequest;
import io.drydock.formats.proto.etcdserverpb.DefragmentResponse;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.PutResponse;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.SnapshotRequest;
import io.drydock.formats.proto.etcdserverpb.SnapshotResponse;
import io.drydock.formats.proto.etcdserverpb.StatusRequest;
import io.drydock.formats.proto.etcdserverpb.StatusResponse;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The methods of etcd's API that we call, over the messages that are also on disk. */
final class Calls {

  /** What a member says of itself. */
  static final MethodDescriptor<StatusRequest, StatusResponse> STATUS =
      method(
          "Maintenance/Status", MethodType.UNARY, StatusRequest.parser(), StatusResponse.parser());

  /** The whole backend as a stream. */
  static final MethodDescriptor<SnapshotRequest, SnapshotResponse> SNAPSHOT =
      method(
          "Maintenance/Snapshot",
          MethodType.SERVER_STREAMING,
          SnapshotRequest.parser(),
          SnapshotResponse.parser());

  /** A token for name and password. */
  static final MethodDescriptor<AuthenticateRequest, AuthenticateResponse> AUTHENTICATE =
      method(
          "Auth/Authenticate",
          MethodType.UNARY,
          AuthenticateRequest.parser(),
          AuthenticateResponse.parser());

  /** Keys. */
  static final MethodDescriptor<RangeRequest, RangeResponse> RANGE =
      method("KV/Range", MethodType.UNARY, RangeRequest.parser(), RangeResponse.parser());

  /** A key and its value. */
  static final MethodDescriptor<PutRequest, PutResponse> PUT =
      method("KV/Put", MethodType.UNARY, PutRequest.parser(), PutResponse.parser());

  /** History, to be forgotten up to a revision. */
  static final MethodDescriptor<CompactionRequest, CompactionResponse> COMPACT =
      method(
          "KV/Compact", MethodType.UNARY, CompactionRequest.parser(), CompactionResponse.parser());

  /** Alarms: shown, raised, disarmed. */
  static final MethodDescriptor<AlarmRequest, AlarmResponse> ALARM =
      method("Maintenance/Alarm", MethodType.UNARY, AlarmRequest.parser(), AlarmResponse.parser());

  /** The backend, written anew without its free room. */
  static final MethodDescriptor<DefragmentRequest, DefragmentResponse> DEFRAGMENT =
      method(
          "Maintenance/Defragment",
          MethodType.UNARY,
          DefragmentRequest.parser(),
          DefragmentResponse.parser());

  private Calls() {}

  private static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> method(
      String name, MethodType type, Parser<Q> request, Parser<A> answer) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setFullMethodName("etcdserverpb." + name)
        .setType(type)
        .setRequestMarshaller(new Codec<>(request))
        .setResponseMarshaller(new Codec<>(answer))
        .build();
  }

  /** Copies the bytes of a message once; byte strings in it stand on that copy. */
  private record Codec<M extends MessageLite>(Parser<M> parser)
      implements MethodDescriptor.Marshaller<M> {

    @Override
    public InputStream stream(M message) {
      return new ByteArrayInputStream(message.toByteArray());
    }

    @Override
    public M parse(InputStream stream) {
      try {
        CodedInputStream bytes = CodedInputStream.newInstance(stream.readAllBytes());
        bytes.enableAliasing(true);
        M message = parser.parseFrom(bytes);
        bytes.checkLastTagWas(0);
        return message;
      } catch (InvalidProtocolBufferException malformed) {
        throw malformed(malformed);
      } catch (IOException failure) {
        throw malformed(failure);
      }
    }

    private static RuntimeException malformed(IOException cause) {
      return Status.INTERNAL
          .withDescription("an answer that is none of etcd's: " + cause.getMessage())
          .withCause(cause)
          .asRuntimeException();
    }
  }
}
