package io.drydock.formats.v2store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The tokens of the store's JSON, as the values that the store knows. */
final class JsonCursor implements AutoCloseable {

  /** As deep as Go's decoder goes. */
  static final int MAX_DEPTH = 10_000;

  private static final int MAX_TEXT_BYTES = 1 << 30;
  private static final int U64_BITS = 64;
  private static final Instant FOR_EVER = Instant.parse("0001-01-01T00:00:00Z");

  // Names are keys of users: not worth remembering, and they may collide as they like.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT_BYTES)
                  .maxNameLength(MAX_TEXT_BYTES)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final MemorySegment json;
  private final Extent at;
  private final JsonParser parser;
  private GoEscapes escapes = GoEscapes.SINCE_GO_1_22;

  JsonCursor(MemorySegment json, Extent at) {
    this.json = json;
    this.at = at;
    try {
      this.parser = JSON.createParser(new SegmentStream(json));
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory", impossible);
    }
  }

  /** The form in which backspace and form feed were met; the newer one when they were not. */
  GoEscapes escapes() {
    return escapes;
  }

  Optional<JsonToken> next() throws CorruptFileException {
    try {
      return Optional.ofNullable(parser.nextToken());
    } catch (JsonProcessingException malformed) {
      throw corrupt(malformed.getOriginalMessage());
    } catch (IOException malformed) {
      throw corrupt(malformed.getMessage());
    }
  }

  /** Moves on to a token that must be there. */
  void expect(JsonToken token) throws CorruptFileException {
    if (!next().equals(Optional.of(token))) {
      throw expected(token.toString());
    }
  }

  /** Moves on; true at a key, false at the end of the object. */
  boolean nextKey() throws CorruptFileException {
    JsonToken token = next().orElseThrow(() -> expected("a key"));
    if (token != JsonToken.FIELD_NAME && token != JsonToken.END_OBJECT) {
      throw expected("a key");
    }
    return token == JsonToken.FIELD_NAME;
  }

  /** The current key, for what is known. */
  String key() throws CorruptFileException {
    try {
      return parser.currentName();
    } catch (IOException malformed) {
      throw corrupt(malformed.getMessage());
    }
  }

  /** The current key, for what users name. */
  Bytes keyBytes() throws CorruptFileException {
    return exact(key());
  }

  Bytes text() throws CorruptFileException {
    expect(JsonToken.VALUE_STRING);
    try {
      return exact(parser.getText());
    } catch (JsonProcessingException malformed) {
      throw corrupt(malformed.getOriginalMessage());
    } catch (IOException malformed) {
      throw corrupt(malformed.getMessage());
    }
  }

  boolean bool() throws CorruptFileException {
    boolean value = next().equals(Optional.of(JsonToken.VALUE_TRUE));
    if (!value && parser.currentToken() != JsonToken.VALUE_FALSE) {
      throw expected("true or false");
    }
    return value;
  }

  long unsigned() throws CorruptFileException {
    BigInteger number = number();
    if (number.signum() < 0 || number.bitLength() > U64_BITS) {
      throw expected("a number from 0 to 2^64-1");
    }
    return number.longValue();
  }

  long signed() throws CorruptFileException {
    BigInteger number = number();
    if (number.bitLength() >= U64_BITS) {
      throw expected("a number from -2^63 to 2^63-1");
    }
    return number.longValue();
  }

  /** A time; empty for the one that stands for ever. */
  Optional<OffsetDateTime> time() throws CorruptFileException {
    String text = text().toUtf8();
    try {
      var time = OffsetDateTime.parse(text);
      return time.toInstant().equals(FOR_EVER) ? Optional.empty() : Optional.of(time);
    } catch (DateTimeException malformed) {
      throw expected("a time");
    }
  }

  CorruptFileException expected(String what) {
    return corrupt("expected " + what);
  }

  /** What no release writes. */
  UnsupportedFormatException unsupported(String what, String found, String supported) {
    return new UnsupportedFormatException(here(), "v2 store " + what, found, supported);
  }

  CorruptFileException corrupt(String reason) {
    return new CorruptFileException(here(), "v2 store: " + reason);
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory", impossible);
    }
  }

  private BigInteger number() throws CorruptFileException {
    expect(JsonToken.VALUE_NUMBER_INT);
    try {
      return parser.getBigIntegerValue();
    } catch (IOException malformed) {
      throw corrupt(malformed.getMessage());
    }
  }

  private Bytes exact(String parsed) {
    if (!RawText.isNeededFor(parsed)) {
      return Bytes.ofUtf8(parsed);
    }
    RawText raw = RawText.decode(json, parser.currentTokenLocation().getByteOffset());
    escapes = raw.escapes().orElse(escapes);
    return raw.text();
  }

  private Extent here() {
    long offset = Math.max(0, parser.currentTokenLocation().getByteOffset());
    return new Extent(at.file(), at.offset() + Math.min(offset, at.length()), 0);
  }
}
