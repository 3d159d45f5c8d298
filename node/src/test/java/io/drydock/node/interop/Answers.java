package io.drydock.node.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers as text, without what two servers cannot have in common: ids of members and clusters,
 * their URLs, sizes and checksums of whole files, the program's version, the ids of leases that the
 * server chose, and seconds that have gone by.
 */
final class Answers {

  private static final Set<String> MASKED =
      Set.of("cluster_id", "member_id", "leader", "dbSize", "dbSizeInUse", "version", "name");
  private static final Set<String> URLS = Set.of("peerURLs", "clientURLs");
  private static final Set<String> MEMBER_ID_HOLDERS = Set.of("Member", "AlarmMember");
  private static final long TTL_SLACK_SECONDS = 2;

  private Answers() {}

  /** One line for a response. */
  static String of(DynamicMessage request, DynamicMessage response) {
    return text(masked(request, response));
  }

  /** One line for an error. */
  static String of(Status status) {
    return "error " + status.getCode() + ": " + status.getDescription();
  }

  /**
   * A part of what comes out of a stream.
   *
   * @param watch the watch that it belongs to; others of the stream may overtake it
   */
  record Item(long watch, String text) {}

  /** A message of a stream as its parts: the events of a watch are one each. */
  static List<Item> items(DynamicMessage response) {
    List<Item> items = new ArrayList<>();
    FieldDescriptor id = response.getDescriptorForType().findFieldByName("watch_id");
    long watch = id == null ? 0 : (long) response.getField(id);
    FieldDescriptor events = response.getDescriptorForType().findFieldByName("events");
    if (events == null || response.getRepeatedFieldCount(events) == 0) {
      Message whole = masked(response.getDefaultInstanceForType(), response);
      items.add(new Item(watch, text(whole)));
      return items;
    }
    for (int i = 0; i < response.getRepeatedFieldCount(events); i++) {
      var event = (Message) response.getRepeatedField(events, i);
      items.add(new Item(watch, "watch " + watch + " " + text(event)));
    }
    return items;
  }

  private static Message masked(Message request, Message response) {
    Message.Builder builder = response.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> field : response.getAllFields().entrySet()) {
      mask(request, response, field.getKey(), builder);
    }
    return builder.build();
  }

  private static void mask(
      Message request, Message response, FieldDescriptor field, Message.Builder builder) {
    String type = response.getDescriptorForType().getName();
    String name = field.getName();
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      maskInner(request, response, field, builder);
    } else if (URLS.contains(name)) {
      builder.clearField(field).addRepeatedField(field, "a URL");
    } else if (MASKED.contains(name) && !type.equals("LeaderKey")
        || name.equals("ID") && MEMBER_ID_HOLDERS.contains(type)
        || name.equals("memberID")
        || type.equals("HashResponse") && name.equals("hash")
        || isChosenLease(request, type, name)) {
      hide(field, builder);
    } else if (name.equals("keys") && type.equals("LeaseTimeToLiveResponse")) {
      sort(field, builder);
    } else if (name.equals("TTL") && type.equals("LeaseTimeToLiveResponse")) {
      settle(response, field, builder);
    }
  }

  private static void maskInner(
      Message request, Message response, FieldDescriptor field, Message.Builder builder) {
    if (!field.isRepeated()) {
      builder.setField(field, masked(request, (Message) response.getField(field)));
      return;
    }
    for (int i = 0; i < response.getRepeatedFieldCount(field); i++) {
      var inner = (Message) response.getRepeatedField(field, i);
      builder.setRepeatedField(field, i, masked(request, inner));
    }
  }

  /** A lease that was asked for without an id. */
  private static boolean isChosenLease(Message request, String type, String name) {
    if (!type.equals("LeaseGrantResponse") || !name.equals("ID")) {
      return false;
    }
    FieldDescriptor asked = request.getDescriptorForType().findFieldByName("ID");
    return asked != null && (long) request.getField(asked) == 0;
  }

  private static void hide(FieldDescriptor field, Message.Builder builder) {
    switch (field.getJavaType()) {
      case LONG -> builder.setField(field, 1L);
      case INT -> builder.setField(field, 1);
      case STRING -> builder.setField(field, "masked");
      case BYTE_STRING -> builder.setField(field, ByteString.copyFromUtf8("masked"));
      default -> throw new IllegalStateException("no mask for " + field);
    }
  }

  /** etcd lists a lease's keys in no order. */
  private static void sort(FieldDescriptor field, Message.Builder builder) {
    List<ByteString> sorted = new ArrayList<>();
    for (int i = 0; i < builder.getRepeatedFieldCount(field); i++) {
      sorted.add((ByteString) builder.getRepeatedField(field, i));
    }
    sorted.sort(ByteString.unsignedLexicographicalComparator());
    builder.clearField(field);
    sorted.forEach(key -> builder.addRepeatedField(field, key));
  }

  /** Seconds left are those granted, if no more than a test can take are gone. */
  private static void settle(Message response, FieldDescriptor ttl, Message.Builder builder) {
    FieldDescriptor granted = response.getDescriptorForType().findFieldByName("grantedTTL");
    long left = (long) response.getField(ttl);
    long whole = (long) response.getField(granted);
    if (left <= whole && left >= whole - TTL_SLACK_SECONDS) {
      builder.setField(ttl, whole);
    }
  }

  private static String text(Message message) {
    return TextFormat.printer().emittingSingleLine(true).printToString(message).strip();
  }
}
