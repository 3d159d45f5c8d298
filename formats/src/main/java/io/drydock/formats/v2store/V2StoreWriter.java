package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import io.drydock.formats.gojson.GoJsonWriter;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Writes the store's JSON, key for key and escape for escape as Go does. */
final class V2StoreWriter {

  private static final String FOR_EVER = "0001-01-01T00:00:00Z";

  private final GoJsonWriter out;

  private V2StoreWriter(GoJsonWriter out) {
    this.out = out;
  }

  static Bytes write(V2Store store, GoEscapes escapes) {
    var out = new GoJsonWriter(escapes);
    var writer = new V2StoreWriter(out);
    out.beginObject().key("Root");
    writer.writeTree(store.root());
    out.key("WatcherHub").beginObject().key("EventHistory");
    writer.writeHistory(store.history());
    out.endObject();
    out.key("CurrentIndex").unsigned(store.currentIndex());
    out.key("Stats");
    writer.writeStats(store.stats());
    out.key("CurrentVersion").signed(store.storeVersion());
    return out.endObject().toBytes();
  }

  /** With a stack of our own: a tree may be deeper than a thread's. */
  private void writeTree(V2Node root) {
    Deque<Iterator<Map.Entry<Bytes, V2Node>>> open = new ArrayDeque<>();
    open.push(writeHead(root));
    while (!open.isEmpty()) {
      if (open.peek().hasNext()) {
        Map.Entry<Bytes, V2Node> child = open.peek().next();
        out.key(child.getKey());
        if (child.getValue().isDirectory()) {
          open.push(writeHead(child.getValue()));
        } else {
          writeFile(child.getValue());
        }
      } else {
        open.pop();
        out.endObject().endObject();
      }
    }
  }

  /** A directory up to its children. */
  private Iterator<Map.Entry<Bytes, V2Node>> writeHead(V2Node directory) {
    writeFields(directory);
    out.key("Children").beginObject();
    return directory.childrenByName().entrySet().iterator();
  }

  private void writeFile(V2Node file) {
    writeFields(file);
    out.key("Children").nullValue().endObject();
  }

  private void writeFields(V2Node node) {
    out.beginObject().key("Path").string(node.path());
    out.key("CreatedIndex").unsigned(node.createdIndex());
    out.key("ModifiedIndex").unsigned(node.modifiedIndex());
    out.key("ExpireTime").string(node.expireTime().map(V2StoreWriter::time).orElse(FOR_EVER));
    out.key("Value").string(node.value());
  }

  private void writeHistory(V2EventHistory history) {
    out.beginObject().key("Queue").beginObject().key("Events").beginArray();
    for (Optional<V2Event> slot : history.slots()) {
      slot.ifPresentOrElse(this::writeEvent, out::nullValue);
    }
    V2EventHistory.Ring ring = history.ring();
    out.endArray().key("Size").signed(ring.size()).key("Front").signed(ring.front());
    out.key("Back").signed(ring.back()).key("Capacity").signed(ring.capacity()).endObject();
    out.key("StartIndex").unsigned(history.startIndex());
    out.key("LastIndex").unsigned(history.lastIndex()).endObject();
  }

  private void writeEvent(V2Event event) {
    out.beginObject().key("action").string(event.action().word());
    writeNode(out.key("node"), event.node());
    event.previous().ifPresent(node -> writeNode(out.key("prevNode"), node));
    if (event.isRefresh()) {
      out.key("refresh").bool(true);
    }
    out.endObject();
  }

  private static void writeNode(GoJsonWriter out, V2EventNode node) {
    out.beginObject();
    if (!node.key().isEmpty()) {
      out.key("key").string(node.key());
    }
    node.value().ifPresent(value -> out.key("value").string(value));
    if (node.isDirectory()) {
      out.key("dir").bool(true);
    }
    node.expiration().ifPresent(time -> out.key("expiration").string(time(time)));
    if (node.ttlSeconds() != 0) {
      out.key("ttl").signed(node.ttlSeconds());
    }
    if (!node.nodes().isEmpty()) {
      out.key("nodes").beginArray();
      node.nodes().forEach(child -> writeNode(out, child));
      out.endArray();
    }
    if (node.modifiedIndex() != 0) {
      out.key("modifiedIndex").unsigned(node.modifiedIndex());
    }
    if (node.createdIndex() != 0) {
      out.key("createdIndex").unsigned(node.createdIndex());
    }
    out.endObject();
  }

  private void writeStats(V2Stats stats) {
    out.beginObject();
    for (V2Stats.Counter counter : V2Stats.Counter.values()) {
      out.key(counter.key()).unsigned(stats.get(counter));
    }
    out.endObject();
  }

  /** RFC 3339 with as many digits after the second as are not zero. */
  private static String time(OffsetDateTime time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
  }
}
