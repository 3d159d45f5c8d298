package io.drydock.node.rpc.grpc;

import io.netty.util.AsciiString;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All services of a port, found by path. */
public final class Services {
  private final Map<AsciiString, Method<?, ?>> byPath = new HashMap<>();
  private final Map<String, Service> byName = new LinkedHashMap<>();

  /** These services, whose names differ. */
  public Services(List<Service> services) {
    for (var service : services) {
      if (byName.put(service.name(), service) != null) {
        throw new IllegalArgumentException("two services " + service.name());
      }
      for (var method : service.methods().values()) {
        byPath.put(AsciiString.of(method.path()), method);
      }
    }
  }

  /** Every method, in the order they were added. */
  public Collection<Method<?, ?>> methods() {
    return byName.values().stream()
        .<Method<?, ?>>flatMap(service -> service.methods().values().stream())
        .toList();
  }

  /** The method of a path such as {@code /etcdserverpb.KV/Range}. */
  public Optional<Method<?, ?>> find(CharSequence path) {
    return Optional.ofNullable(byPath.get(AsciiString.of(path)));
  }

  /** What grpc-go answers a path that {@link #find} does not know. */
  GrpcStatus unknown(String path) {
    String rest = path.startsWith("/") ? path.substring(1) : path;
    int slash = rest.lastIndexOf('/');
    String why;
    if (slash < 0) {
      why = "malformed method name: \"" + path + "\"";
    } else if (byName.containsKey(rest.substring(0, slash))) {
      String service = rest.substring(0, slash);
      why = "unknown method " + rest.substring(slash + 1) + " for service " + service;
    } else {
      why = "unknown service " + rest.substring(0, slash);
    }
    return new GrpcStatus(GrpcStatus.UNIMPLEMENTED, why);
  }
}
