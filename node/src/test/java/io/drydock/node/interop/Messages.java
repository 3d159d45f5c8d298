package io.drydock.node.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Requests as nobody should send them, made from the descriptors of their types. */
final class Messages {
  private static final int DEPTH_MAX = 5;
  private static final long[] NUMBERS = {0, 1, -1, 2, 7, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE};
  private static final String[] TEXTS = {"", "k", "http://127.0.0.1:1", "\0", "\u00e9\uffff", "%"};
  private static final int WIRE_TYPES = 8;

  private final RandomGenerator random;

  Messages(RandomGenerator random) {
    this.random = random;
  }

  /** One that can be read, with anything in its fields. */
  DynamicMessage any(Descriptor type) {
    return any(type, 0);
  }

  private DynamicMessage any(Descriptor type, int depth) {
    var message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      boolean isDeeper = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (random.nextInt(3) == 0 || isDeeper && depth >= DEPTH_MAX) {
        continue;
      }
      if (!field.isRepeated()) {
        message.setField(field, value(field, depth));
        continue;
      }
      for (int count = random.nextInt(4); count > 0; count--) {
        message.addRepeatedField(field, value(field, depth));
      }
    }
    return message.build();
  }

  private Object value(FieldDescriptor field, int depth) {
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    return switch (field.getJavaType()) {
      case LONG -> number;
      case INT -> (int) number;
      case BOOLEAN -> random.nextBoolean();
      case FLOAT -> (float) number;
      case DOUBLE -> (double) number;
      case STRING -> TEXTS[random.nextInt(TEXTS.length)];
      case BYTE_STRING -> ByteString.copyFrom(noise(random.nextInt(12)));
      case ENUM ->
          field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(6) == 0 ? 99 : 0);
      case MESSAGE -> any(field.getMessageType(), depth + 1);
    };
  }

  /** A message of that type, damaged in one of many ways. */
  byte[] damaged(Descriptor type) {
    byte[] whole = any(type).toByteArray();
    int at = whole.length == 0 ? 0 : random.nextInt(whole.length);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(whole, at);
      case 1 -> flipped(whole, at);
      case 2 -> joined(Arrays.copyOf(whole, at), noise(1 + random.nextInt(8)), from(whole, at));
      case 3 -> joined(Arrays.copyOf(whole, at), from(whole, Math.min(whole.length, at + 3)));
      case 4 -> joined(whole, from(whole, at), whole);
      default -> noise(random.nextInt(200));
    };
  }

  private byte[] flipped(byte[] whole, int at) {
    byte[] copy = whole.clone();
    if (copy.length > 0) {
      copy[at] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] from(byte[] whole, int at) {
    return Arrays.copyOfRange(whole, at, whole.length);
  }

  /** By name: what no parser may take for a message of that type, the same each time. */
  static Map<String, byte[]> malformed(Descriptor type) {
    Map<String, byte[]> cases = new LinkedHashMap<>();
    for (FieldDescriptor field : type.getFields()) {
      for (int wireType = 0; wireType < WIRE_TYPES; wireType++) {
        if (wireType != field.getLiteType().getWireType()) {
          cases.put(field.getName() + " as wire type " + wireType, wrong(field, wireType));
        }
      }
      byte[] tag = tag(field.getNumber(), 2);
      cases.put(field.getName() + " beyond the end", joined(tag, new byte[] {5, 'a'}));
      cases.put(field.getName() + " of negative length", joined(tag, varint(-1)));
    }
    cases.put("half a tag", new byte[] {(byte) 0x80});
    cases.put("field 0", new byte[] {2, 0});
    cases.put("tag of eleven bytes", joined(repeated((byte) 0x80, 10), new byte[] {1}));
    cases.put("unknown field, cut", joined(tag(9_999, 2), new byte[] {9, 1}));
    cases.put("unknown group, open", joined(tag(9_999, 3), new byte[] {8, 1}));
    cases.put("end of no group", tag(9_999, 4));
    return cases;
  }

  private static byte[] wrong(FieldDescriptor field, int wireType) {
    byte[] value =
        switch (wireType) {
          case 0 -> new byte[] {1};
          case 1 -> new byte[8];
          case 2 -> new byte[] {1, (byte) 0xff};
          case 5 -> new byte[4];
          default -> new byte[0];
        };
    return joined(tag(field.getNumber(), wireType), value);
  }

  /**
   * A message of the type's own kind in itself, so deep; empty where the type has no such field.
   */
  static List<byte[]> nested(Descriptor type, int depth) {
    List<byte[]> all = new ArrayList<>();
    for (List<Integer> way : ways(type, type, DEPTH_MAX)) {
      byte[] message = new byte[0];
      for (int level = 0; level < depth; level++) {
        for (int number : way.reversed()) {
          message = joined(tag(number, 2), varint(message.length), message);
        }
      }
      all.add(message);
    }
    return all;
  }

  /** Numbers of the fields that lead from one type to another. */
  private static List<List<Integer>> ways(Descriptor from, Descriptor to, int maxSteps) {
    List<List<Integer>> ways = new ArrayList<>();
    for (FieldDescriptor field : from.getFields()) {
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || maxSteps == 0) {
        continue;
      }
      if (field.getMessageType().equals(to)) {
        ways.add(List.of(field.getNumber()));
        continue;
      }
      for (List<Integer> rest : ways(field.getMessageType(), to, maxSteps - 1)) {
        var way = new ArrayList<>(List.of(field.getNumber()));
        way.addAll(rest);
        ways.add(way);
      }
    }
    return ways;
  }

  private static byte[] tag(int field, int wireType) {
    return varint((long) field << 3 | wireType);
  }

  private static byte[] varint(long value) {
    byte[] bytes = new byte[CodedOutputStream.computeUInt64SizeNoTag(value)];
    try {
      CodedOutputStream.newInstance(bytes).writeUInt64NoTag(value);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] repeated(byte value, int times) {
    byte[] bytes = new byte[times];
    Arrays.fill(bytes, value);
    return bytes;
  }

  static byte[] joined(byte[]... parts) {
    var whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}
