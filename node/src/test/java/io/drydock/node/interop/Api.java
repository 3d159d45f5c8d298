package io.drydock.node.interop;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.drydock.formats.proto.etcdserverpb.AuthProto;
import io.drydock.formats.proto.etcdserverpb.ClusterProto;
import io.drydock.formats.proto.etcdserverpb.KvProto;
import io.drydock.formats.proto.etcdserverpb.LeaseProto;
import io.drydock.formats.proto.etcdserverpb.MaintenanceProto;
import io.drydock.formats.proto.etcdserverpb.WatchProto;
import io.drydock.formats.proto.grpchealth.HealthProto;
import io.drydock.formats.proto.v3electionpb.ElectionProto;
import io.drydock.formats.proto.v3lockpb.LockProto;
import java.util.List;

/** The methods that a script can name. */
final class Api {

  private static final List<FileDescriptor> FILES =
      List.of(
          KvProto.getDescriptor(),
          WatchProto.getDescriptor(),
          LeaseProto.getDescriptor(),
          ClusterProto.getDescriptor(),
          MaintenanceProto.getDescriptor(),
          AuthProto.getDescriptor(),
          LockProto.getDescriptor(),
          ElectionProto.getDescriptor(),
          HealthProto.getDescriptor());

  private Api() {}

  /**
   * The method of this name, such as {@code KV.Put}.
   *
   * @throws IllegalArgumentException when there is none
   */
  static MethodDescriptor method(String name) {
    String[] parts = name.split("\\.", 2);
    for (FileDescriptor file : FILES) {
      ServiceDescriptor service = file.findServiceByName(parts[0]);
      if (service != null && service.findMethodByName(parts[1]) != null) {
        return service.findMethodByName(parts[1]);
      }
    }
    throw new IllegalArgumentException("no method " + name);
  }
}
