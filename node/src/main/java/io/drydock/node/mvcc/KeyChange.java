package io.drydock.node.mvcc;

import io.drydock.formats.proto.mvccpb.Event;
import io.drydock.formats.proto.mvccpb.KeyValue;
import java.util.Objects;

/**
 * What a write did to a key.
 *
 * @param keyValue of a put the record as stored; of a deletion the key, and as mod revision the
 *     main revision of the deletion
 * @param isDeletion true when the key is gone
 */
public record KeyChange(KeyValue keyValue, boolean isDeletion) {

  /** The message is required. */
  public KeyChange {
    Objects.requireNonNull(keyValue, "keyValue");
  }

  /** The event that a watcher gets, without the record before it. */
  public Event toEvent() {
    var type = isDeletion ? Event.EventType.DELETE : Event.EventType.PUT;
    return Event.newBuilder().setType(type).setKv(keyValue).build();
  }

  /** True when the key was not there before: no record before it exists. */
  public boolean isCreation() {
    return !isDeletion && keyValue.getCreateRevision() == keyValue.getModRevision();
  }
}
