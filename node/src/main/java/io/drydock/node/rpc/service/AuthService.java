package io.drydock.node.rpc.service;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.drydock.formats.proto.etcdserverpb.AuthProto;
import io.drydock.formats.proto.etcdserverpb.AuthenticateRequest;
import io.drydock.formats.proto.etcdserverpb.AuthenticateResponse;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.rpc.grpc.GrpcStatus;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.UnaryCall;

/**
 * {@code etcdserverpb.Auth}, which this release does not have: a member with authentication on is
 * not started, so logging in is answered as by an etcd that has it off. All else is refused.
 */
final class AuthService {

  private static final String LOGGING_IN = "Authenticate";
  private static final GrpcStatus LATER =
      new GrpcStatus(
          GrpcStatus.UNIMPLEMENTED,
          "drydock: this release has no users and roles; authentication is off");

  Service service() {
    var service =
        Service.named("etcdserverpb.Auth")
            .unary(LOGGING_IN, AuthenticateRequest.getDefaultInstance(), this::authenticate);
    for (MethodDescriptor method :
        AuthProto.getDescriptor().getServices().getFirst().getMethods()) {
      if (!method.getName().equals(LOGGING_IN)) {
        Message any = DynamicMessage.getDefaultInstance(method.getInputType());
        service = service.unary(method.getName(), any, AuthService::refuse);
      }
    }
    return service;
  }

  /** Clients that are given a name and a password by habit go on without, as with etcd. */
  private void authenticate(AuthenticateRequest request, UnaryCall<AuthenticateResponse> call)
      throws RefusedException {
    throw new RefusedException(EtcdError.AUTH_NOT_ENABLED);
  }

  private static void refuse(Message request, UnaryCall<Message> call) {
    call.fail(LATER);
  }
}
