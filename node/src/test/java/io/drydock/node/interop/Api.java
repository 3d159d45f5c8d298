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

  /** All that etcd 3.5 and the node serve. */
  static List<MethodDescriptor> served() {
    return FILES.stream()
        .flatMap(file -> file.getServices().stream())
        .filter(service -> !service.getName().equals("Auth"))
        .flatMap(service -> service.getMethods().stream())
        .filter(method -> !method.getName().equals("RangeStream")) // of 3.7
        .toList();
  }

  /** The path of a method's calls. */
  static String path(MethodDescriptor method) {
    return "/" + method.getService().getFullName() + "/" + method.getName();
  }

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
