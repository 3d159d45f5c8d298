package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;
import java.util.List;

/** What in the store is more than membership and version. */
public final class V2Content {

  private V2Content() {}

  /**
   * The directories below the root that make etcd 3.6 refuse to start ("detected disallowed custom
   * content in v2store"): any but {@code /0} with a child that is not hidden, be it an empty
   * directory; {@code /2} only when its users or its roles have one. Empty when there is none.
   */
  public static List<Bytes> custom(V2Store store) {
    return visible(store.root()).stream()
        .filter(top -> !top.path().equals(V2Store.CLUSTER))
        .filter(V2Content::isCustom)
        .map(V2Node::path)
        .toList();
  }

  private static boolean isCustom(V2Node top) {
    List<V2Node> children = visible(top);
    return top.path().equals(V2Store.PERMISSIONS)
        ? children.stream().anyMatch(child -> !visible(child).isEmpty())
        : !children.isEmpty();
  }

  private static List<V2Node> visible(V2Node directory) {
    return directory.children().stream().filter(child -> !child.isHidden()).toList();
  }
}
