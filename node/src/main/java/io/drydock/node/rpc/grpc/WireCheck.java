package io.drydock.node.rpc.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.util.Locale;

/**
 * Reads a message as strictly as etcd's own parser does: a field that is known and comes in another
 * wire type is an error there, while ours takes it for one that is not known.
 *
 * <p>Source: the code that gogo/protobuf 1.3.2 generates, which etcd 3.5.30 reads requests with;
 * texts are its own.
 */
final class WireCheck {
  private static final int END_GROUP = WireFormat.WIRETYPE_END_GROUP;

  private final byte[] bytes;
  private int at;

  private WireCheck(byte[] bytes) {
    this.bytes = bytes;
  }

  /** What is wrong with a message; its text is etcd's. Costs no stack trace. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private MalformedException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Whether the parser of such messages may pass over errors without a trace in the message itself:
   * those of inner messages.
   */
  static boolean isNested(Descriptor type) {
    return type.getFields().stream().anyMatch(WireCheck::isMessage);
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  /**
   * Reads a whole message.
   *
   * @throws MalformedException at the first error
   */
  static void check(byte[] message, Descriptor type) throws MalformedException {
    new WireCheck(message).message(type, message.length);
  }

  private void message(Descriptor type, int end) throws MalformedException {
    while (at < end) {
      int start = at;
      long tag = varint(end);
      int number = (int) (tag >>> 3);
      int wireType = (int) tag & 7;
      if (wireType == END_GROUP) {
        throw malformed("proto: %s: wiretype end group for non-group", type.getName());
      }
      if (number <= 0) {
        throw malformed("proto: %s: illegal tag %d (wire type %d)", type.getName(), number, tag);
      }
      var field = type.findFieldByNumber(number);
      if (field == null) {
        at = start;
        skip(end);
      } else {
        known(field, wireType, end);
      }
    }
  }

  private void known(FieldDescriptor field, int wireType, int end) throws MalformedException {
    int own = field.getLiteType().getWireType();
    boolean isPacked = field.isPackable() && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    if (wireType != own && !isPacked) {
      throw malformed("proto: wrong wireType = %d for field %s", wireType, goName(field.getName()));
    }
    switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> varint(end);
      case WireFormat.WIRETYPE_FIXED64 -> advance(Long.BYTES, end);
      case WireFormat.WIRETYPE_FIXED32 -> advance(Integer.BYTES, end);
      default -> {
        int inner = length(end);
        if (isMessage(field)) {
          message(field.getMessageType(), inner);
        }
        at = inner;
      }
    }
  }

  /** Where the value ends whose length comes next. */
  private int length(int end) throws MalformedException {
    long length = varint(end);
    if (length < 0) {
      throw malformed("proto: negative length found during unmarshaling");
    }
    if (length > end - at) {
      throw cut();
    }
    return at + (int) length;
  }

  private void advance(int count, int end) throws MalformedException {
    if (end - at < count) {
      throw cut();
    }
    at += count;
  }

  /** Passes over a field that is not known, with all that is in it when it is a group. */
  private void skip(int end) throws MalformedException {
    int depth = 0;
    do {
      int wireType = (int) varint(end) & 7;
      switch (wireType) {
        case WireFormat.WIRETYPE_VARINT -> varint(end);
        case WireFormat.WIRETYPE_FIXED64 -> advance(Long.BYTES, end);
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> at = length(end);
        case WireFormat.WIRETYPE_START_GROUP -> depth++;
        case END_GROUP -> depth--;
        case WireFormat.WIRETYPE_FIXED32 -> advance(Integer.BYTES, end);
        default -> throw malformed("proto: illegal wireType %d", wireType);
      }
    } while (depth > 0);
  }

  private long varint(int end) throws MalformedException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= end) {
        throw cut();
      }
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("proto: integer overflow");
  }

  private static MalformedException cut() {
    return malformed("unexpected EOF");
  }

  private static MalformedException malformed(String format, Object... values) {
    return new MalformedException(format.formatted(values));
  }

  /** As the generated Go has it: {@code range_end} is RangeEnd. */
  private static String goName(String name) {
    var words = new StringBuilder(name.length());
    for (String word : name.split("_")) {
      words.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return words.toString();
  }
}
