package io.drydock.formats.v2store;

import com.fasterxml.jackson.core.JsonToken;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the history of events. */
final class V2EventReader {

  /** No event of a server has nodes within its node; a reader stops somewhere. */
  private static final int MAX_NESTED_NODES = 100;

  private final JsonCursor json;
  private List<Optional<V2Event>> slots = List.of();
  private V2EventHistory.Ring ring = new V2EventHistory.Ring(0, 0, 0, 0);

  V2EventReader(JsonCursor json) {
    this.json = json;
  }

  V2EventHistory readHistory() throws FormatException {
    long startIndex = 0;
    long lastIndex = 0;
    json.expect(JsonToken.START_OBJECT);
    while (json.nextKey()) {
      switch (json.key()) {
        case "Queue" -> readQueue();
        case "StartIndex" -> startIndex = json.unsigned();
        case "LastIndex" -> lastIndex = json.unsigned();
        default -> throw unknownKey("Queue, StartIndex, LastIndex");
      }
    }
    return new V2EventHistory(slots, ring, startIndex, lastIndex);
  }

  private void readQueue() throws FormatException {
    long size = 0;
    long front = 0;
    long back = 0;
    long capacity = 0;
    json.expect(JsonToken.START_OBJECT);
    while (json.nextKey()) {
      switch (json.key()) {
        case "Events" -> slots = readSlots();
        case "Size" -> size = json.signed();
        case "Front" -> front = json.signed();
        case "Back" -> back = json.signed();
        case "Capacity" -> capacity = json.signed();
        default -> throw unknownKey("Events, Size, Front, Back, Capacity");
      }
    }
    ring = new V2EventHistory.Ring(size, front, back, capacity);
  }

  private List<Optional<V2Event>> readSlots() throws FormatException {
    List<Optional<V2Event>> read = new ArrayList<>();
    json.expect(JsonToken.START_ARRAY);
    while (true) {
      switch (json.next().orElse(JsonToken.NOT_AVAILABLE)) {
        case START_OBJECT -> read.add(Optional.of(readEvent()));
        case VALUE_NULL -> read.add(Optional.empty());
        case END_ARRAY -> {
          return read;
        }
        default -> throw json.expected("an event or null");
      }
    }
  }

  private V2Event readEvent() throws FormatException {
    Optional<V2Event.Action> action = Optional.empty();
    Optional<V2EventNode> node = Optional.empty();
    Optional<V2EventNode> previous = Optional.empty();
    boolean isRefresh = false;
    while (json.nextKey()) {
      switch (json.key()) {
        case "action" -> action = Optional.of(readAction());
        case "node" -> node = Optional.of(readNode());
        case "prevNode" -> previous = Optional.of(readNode());
        case "refresh" -> isRefresh = json.bool();
        default -> throw unknownKey("action, node, prevNode, refresh");
      }
    }
    return new V2Event(
        action.orElseThrow(() -> json.expected("an action before the end of the event")),
        node.orElseThrow(() -> json.expected("a node before the end of the event")),
        previous,
        isRefresh);
  }

  private V2Event.Action readAction() throws FormatException {
    String word = json.text().toUtf8();
    return V2Event.Action.ofWord(word)
        .orElseThrow(() -> json.unsupported("action", word, "those of etcd 3.4 to 3.7"));
  }

  private V2EventNode readNode() throws FormatException {
    json.expect(JsonToken.START_OBJECT);
    return readNodeFields(0);
  }

  private V2EventNode readNodeFields(int depth) throws FormatException {
    Bytes key = Bytes.EMPTY;
    Optional<Bytes> value = Optional.empty();
    boolean isDirectory = false;
    Optional<OffsetDateTime> expiration = Optional.empty();
    long ttlSeconds = 0;
    List<V2EventNode> nodes = List.of();
    long modifiedIndex = 0;
    long createdIndex = 0;
    while (json.nextKey()) {
      switch (json.key()) {
        case "key" -> key = json.text();
        case "value" -> value = Optional.of(json.text());
        case "dir" -> isDirectory = json.bool();
        case "expiration" -> expiration = json.time();
        case "ttl" -> ttlSeconds = json.signed();
        case "nodes" -> nodes = readNodes(depth + 1);
        case "modifiedIndex" -> modifiedIndex = json.unsigned();
        case "createdIndex" -> createdIndex = json.unsigned();
        default -> throw unknownKey("those of a v2 node");
      }
    }
    return new V2EventNode(
        key, value, isDirectory, expiration, ttlSeconds, nodes, modifiedIndex, createdIndex);
  }

  private List<V2EventNode> readNodes(int depth) throws FormatException {
    if (depth > MAX_NESTED_NODES) {
      throw json.unsupported("event node nested", depth + " deep", "up to " + MAX_NESTED_NODES);
    }
    List<V2EventNode> nodes = new ArrayList<>();
    json.expect(JsonToken.START_ARRAY);
    while (true) {
      switch (json.next().orElse(JsonToken.NOT_AVAILABLE)) {
        case START_OBJECT -> nodes.add(readNodeFields(depth));
        case END_ARRAY -> {
          return nodes;
        }
        default -> throw json.expected("a node");
      }
    }
  }

  private FormatException unknownKey(String supported) throws FormatException {
    return json.unsupported("key", json.key(), supported);
  }
}
