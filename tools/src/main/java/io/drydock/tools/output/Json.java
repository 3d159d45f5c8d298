package io.drydock.tools.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The conventions of our JSON over a streaming generator.
 *
 * <ul>
 *   <li>Names are {@code snake_case}.
 *   <li>Protocol integers of 64 bits (term, index, revision, version, txid) are decimal strings: no
 *       reader loses bits. Our own counts and byte sizes are numbers.
 *   <li>Member, cluster, lease and request ids are lower-case hex strings.
 *   <li>A byte string {@code x} is the string {@code x} when it is text: UTF-8 without control
 *       characters other than tab and line ends. Else it is the string {@code x_base64}; exactly
 *       one of the two is there.
 *   <li>What is absent is left out, never null.
 * </ul>
 */
public final class Json {

  private final JsonGenerator generator;
  private final RawBytes raw = new RawBytes();

  /** Writes to this generator. */
  public Json(JsonGenerator generator) {
    this.generator = generator;
  }

  /** A part of a JSON document that writes itself. */
  @FunctionalInterface
  public interface Part {
    /** Writes fields, or elements, to the open object or array. */
    void write(Json json) throws IOException;
  }

  /** A string. */
  public Json string(String name, String value) throws IOException {
    generator.writeStringField(name, value);
    return this;
  }

  /** A string, when there is one. */
  public Json string(String name, Optional<String> value) throws IOException {
    return value.isPresent() ? string(name, value.get()) : this;
  }

  /** A count or a size of ours. */
  public Json number(String name, long value) throws IOException {
    generator.writeNumberField(name, value);
    return this;
  }

  /** A ratio or a share; written with at most six decimals. */
  public Json ratio(String name, double value) throws IOException {
    generator.writeNumberField(name, Math.round(value * 1e6) / 1e6);
    return this;
  }

  /** A truth value. */
  public Json bool(String name, boolean value) throws IOException {
    generator.writeBooleanField(name, value);
    return this;
  }

  /** An unsigned 64-bit integer of the protocol. */
  public Json u64(String name, long value) throws IOException {
    return string(name, Long.toUnsignedString(value));
  }

  /** An unsigned 64-bit integer of the protocol, when there is one. */
  public Json u64(String name, OptionalLong value) throws IOException {
    return value.isPresent() ? u64(name, value.getAsLong()) : this;
  }

  /** A signed 64-bit integer of the protocol. */
  public Json i64(String name, long value) throws IOException {
    return string(name, Long.toString(value));
  }

  /** An id. */
  public Json id(String name, long value) throws IOException {
    return string(name, Long.toHexString(value));
  }

  /** Bytes as text where they are text, else as base64 under {@code name_base64}. */
  public Json bytes(String name, Bytes value) throws IOException {
    return bytes(name, value.toByteString());
  }

  /** As {@link #bytes(String, Bytes)}, for what a message holds. */
  public Json bytes(String name, ByteString value) throws IOException {
    RawBytes raw = raw(value);
    if (raw.isText()) {
      generator.writeFieldName(name);
      generator.writeUTF8String(raw.array(), raw.from(), raw.length());
    } else {
      generator.writeFieldName(name + "_base64");
      base64(raw);
    }
    return this;
  }

  /** An element of an open array: a string, or {@code {"base64": …}} for what is no text. */
  public Json element(ByteString value) throws IOException {
    RawBytes raw = raw(value);
    if (raw.isText()) {
      generator.writeUTF8String(raw.array(), raw.from(), raw.length());
    } else {
      generator.writeStartObject();
      generator.writeFieldName("base64");
      base64(raw);
      generator.writeEndObject();
    }
    return this;
  }

  /** Opens an object field. */
  public Json begin(String name) throws IOException {
    generator.writeObjectFieldStart(name);
    return this;
  }

  /** Opens an object as an element of the open array. */
  public Json beginElement() throws IOException {
    generator.writeStartObject();
    return this;
  }

  /** Closes the open object. */
  public Json end() throws IOException {
    generator.writeEndObject();
    return this;
  }

  /** Opens an array field. */
  public Json beginArray(String name) throws IOException {
    generator.writeArrayFieldStart(name);
    return this;
  }

  /** Closes the open array. */
  public Json endArray() throws IOException {
    generator.writeEndArray();
    return this;
  }

  private RawBytes raw(ByteString value) throws IOException {
    raw.set(value);
    return raw;
  }

  /** The JDK's encoder is several times as fast as the generator's own. */
  private void base64(RawBytes bytes) throws IOException {
    ByteBuffer encoded =
        Base64.getEncoder().encode(ByteBuffer.wrap(bytes.array(), bytes.from(), bytes.length()));
    generator.writeRawUTF8String(encoded.array(), 0, encoded.limit());
  }

  /** An object field. */
  public Json object(String name, Part fields) throws IOException {
    generator.writeObjectFieldStart(name);
    fields.write(this);
    generator.writeEndObject();
    return this;
  }

  /** An array field whose elements are objects. */
  public <T> Json objects(String name, Iterable<T> elements, Each<T> each) throws IOException {
    generator.writeArrayFieldStart(name);
    for (T element : elements) {
      generator.writeStartObject();
      each.write(this, element);
      generator.writeEndObject();
    }
    generator.writeEndArray();
    return this;
  }

  /** An array field of strings. */
  public Json strings(String name, Iterable<String> elements) throws IOException {
    generator.writeArrayFieldStart(name);
    for (String element : elements) {
      generator.writeString(element);
    }
    generator.writeEndArray();
    return this;
  }

  /** How one element writes its fields. */
  @FunctionalInterface
  public interface Each<T> {
    /** Writes the fields of the element to the open object. */
    void write(Json json, T element) throws IOException;
  }
}
