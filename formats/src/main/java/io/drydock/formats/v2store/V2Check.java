package io.drydock.formats.v2store;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what is wrong with a store.
 *
 * <pre>
 * V2-JSON    error    the bytes are no store
 * V2-EVENTS  error    the ring of events does not fit its capacity: the next change panics
 * V2-MEMBER  error    a member cannot be read: a server up to 3.5 panics
 * V2-PATH    error    a node says that it is elsewhere
 * V2-INDEX   warning  a node is newer than the store
 * V2-FORM    warning  sound, but not the bytes that Go writes
 * </pre>
 */
public final class V2Check {

  private final Extent at;
  private final List<Finding> findings = new ArrayList<>();

  private V2Check(Extent at) {
    this.at = at;
  }

  /**
   * Reads and checks a store.
   *
   * @param json the data of a {@code .snap} file
   * @param at where it lies in the file
   */
  public static List<Finding> check(MemorySegment json, Extent at) {
    var check = new V2Check(at);
    try {
      V2Store store = V2Store.read(json, at);
      check.checkStore(store);
      if (store.encode().segment().mismatch(json) >= 0) {
        check.add("V2-FORM", Severity.WARNING, "v2 store not in the form that etcd writes");
      }
    } catch (FormatException malformed) {
      check.add("V2-JSON", malformed);
    }
    return List.copyOf(check.findings);
  }

  private void checkStore(V2Store store) {
    if (!store.history().isUsable()) {
      add("V2-EVENTS", Severity.ERROR, "v2 store: the ring of events does not fit its capacity");
    }
    try {
      V2Cluster.of(store, at);
    } catch (CorruptFileException malformed) {
      add("V2-MEMBER", malformed);
    }
    if (!store.root().path().equals(V2Path.ROOT)) {
      misplaced(V2Path.ROOT, store.root());
    }
    store.visit(store.root(), true, node -> checkNode(store, node));
  }

  private void checkNode(V2Store store, V2Node node) {
    node.childrenByName()
        .forEach((name, child) -> {
          Bytes expected = V2Path.child(node.path(), name);
          if (!child.path().equals(expected)) {
            misplaced(expected, child);
          }
        });
    boolean isTooNew =
        Long.compareUnsigned(node.modifiedIndex(), store.currentIndex()) > 0
            || Long.compareUnsigned(node.createdIndex(), store.currentIndex()) > 0;
    if (isTooNew) {
      String what = "v2 store: " + node.path().toUtf8() + " is newer than the store's index";
      add("V2-INDEX", Severity.WARNING, what);
    }
  }

  private void misplaced(Bytes expected, V2Node node) {
    String what = "v2 node path: expected " + expected.toUtf8() + ", found " + node.path().toUtf8();
    add("V2-PATH", Severity.ERROR, what);
  }

  /** A finding tells its place apart from its message. */
  private void add(String code, FormatException malformed) {
    String message = malformed.getMessage().replace(" at " + malformed.at(), "");
    findings.add(new Finding(code, Severity.ERROR, malformed.at(), message));
  }

  private void add(String code, Severity severity, String message) {
    findings.add(new Finding(code, severity, at, message));
  }
}
