package io.drydock.formats.v2store;

import com.fasterxml.jackson.core.JsonToken;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the store's JSON in one pass; the tree takes heap, the text does not. */
final class V2StoreReader {

  private final JsonCursor json;

  private Optional<V2Node> root = Optional.empty();
  private V2EventHistory history = V2EventHistory.empty();
  private final V2Stats stats = new V2Stats();
  private long currentIndex;
  private long storeVersion;

  V2StoreReader(MemorySegment json, Extent at) {
    this.json = new JsonCursor(json, at);
  }

  V2Store read() throws FormatException {
    try (json) {
      json.expect(JsonToken.START_OBJECT);
      while (json.nextKey()) {
        readPart();
      }
      if (json.next().isPresent()) {
        throw json.expected("the end");
      }
      V2Node tree = root.orElseThrow(() -> json.expected("a Root"));
      var parts = new V2Store.Parts(tree, history, stats, currentIndex, storeVersion);
      return new V2Store(parts, json.escapes());
    }
  }

  private void readPart() throws FormatException {
    switch (json.key()) {
      case "Root" -> root = Optional.of(readTree());
      case "WatcherHub" -> readHub();
      case "CurrentIndex" -> currentIndex = json.unsigned();
      case "Stats" -> readStats();
      case "CurrentVersion" -> storeVersion = json.signed();
      default -> throw unknownKey("Root, WatcherHub, CurrentIndex, Stats, CurrentVersion");
    }
  }

  private void readStats() throws FormatException {
    json.expect(JsonToken.START_OBJECT);
    while (json.nextKey()) {
      var counter = V2Stats.Counter.ofKey(json.key());
      if (counter.isEmpty()) {
        throw unknownKey("the counters of etcd 3.7");
      }
      stats.set(counter.get(), json.unsigned());
    }
  }

  private void readHub() throws FormatException {
    json.expect(JsonToken.START_OBJECT);
    while (json.nextKey()) {
      if (!json.key().equals("EventHistory")) {
        throw unknownKey("EventHistory");
      }
      history = new V2EventReader(json).readHistory();
    }
  }

  /** With a stack of our own: a tree may be deeper than a thread's. */
  private V2Node readTree() throws FormatException {
    json.expect(JsonToken.START_OBJECT);
    Deque<Draft> open = new ArrayDeque<>();
    open.push(new Draft(Bytes.EMPTY));
    while (true) {
      Draft draft = open.peek();
      if (draft.isInChildren) {
        if (json.nextKey()) {
          Bytes name = json.keyBytes();
          json.expect(JsonToken.START_OBJECT);
          open.push(new Draft(name));
        } else {
          draft.isInChildren = false;
        }
      } else if (json.nextKey()) {
        readField(draft);
      } else {
        open.pop();
        V2Node node = draft.node();
        if (open.isEmpty()) {
          return node;
        }
        if (!open.peek().add(draft.name, node)) {
          throw json.corrupt("two children of the name " + draft.name.toUtf8());
        }
      }
    }
  }

  private void readField(Draft draft) throws FormatException {
    switch (json.key()) {
      case "Path" -> draft.path = json.text();
      case "CreatedIndex" -> draft.createdIndex = json.unsigned();
      case "ModifiedIndex" -> draft.modifiedIndex = json.unsigned();
      case "ExpireTime" -> draft.expireTime = json.time();
      case "Value" -> draft.value = json.text();
      case "Children" -> {
        JsonToken token = json.next().orElseThrow(() -> json.expected("children"));
        if (token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL) {
          throw json.expected("an object or null");
        }
        draft.isDirectory = token == JsonToken.START_OBJECT;
        draft.isInChildren = draft.isDirectory;
      }
      default -> throw unknownKey("Path, CreatedIndex, ModifiedIndex, ExpireTime, Value, Children");
    }
  }

  private FormatException unknownKey(String supported) throws FormatException {
    return json.unsupported("key", json.key(), supported);
  }

  /** A node whose fields are still coming. */
  private static final class Draft {

    private final Bytes name;
    private final SortedMap<Bytes, V2Node> children = new TreeMap<>();
    private Bytes path = Bytes.EMPTY;
    private long createdIndex;
    private long modifiedIndex;
    private Optional<OffsetDateTime> expireTime = Optional.empty();
    private Bytes value = Bytes.EMPTY;
    private boolean isDirectory;
    private boolean isInChildren;

    private Draft(Bytes name) {
      this.name = name;
    }

    private boolean add(Bytes childName, V2Node child) {
      return children.putIfAbsent(childName, child) == null;
    }

    private V2Node node() {
      var head = new V2Node.Head(path, createdIndex, modifiedIndex, value, expireTime);
      var node = new V2Node(head, isDirectory);
      children.forEach(node::add);
      return node;
    }
  }
}
