package io.drydock.formats.member;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoJsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON of member records, whole or in halves. */
final class MemberJson {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int U64_BITS = 64;

  private MemberId id = MemberId.NONE;
  private List<String> peerUrls = List.of();
  private boolean isLearner;
  private String name = "";
  private List<String> clientUrls = List.of();
  private final Map<String, String> otherFields = new LinkedHashMap<>();

  private MemberJson() {}

  static MemberRecord decode(Bytes json, Extent at) throws CorruptFileException {
    try {
      return decode(json);
    } catch (MalformedJsonException malformed) {
      throw new CorruptFileException(at, "member record: " + malformed.getMessage());
    }
  }

  static MemberRecord decode(Bytes json) throws MalformedJsonException {
    var fields = new MemberJson();
    try (JsonParser parser = JSON.createParser(json.toByteArray())) {
      fields.readObject(parser);
    } catch (JsonProcessingException malformed) {
      throw new MalformedJsonException(malformed.getOriginalMessage());
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading from memory", impossible);
    }
    return new MemberRecord(
        fields.id,
        new RaftAttributes(fields.peerUrls, fields.isLearner),
        new MemberAttributes(fields.name, fields.clientUrls),
        fields.otherFields);
  }

  static void write(GoJsonWriter out, MemberRecord member) {
    out.key("id").unsigned(member.id().value());
    write(out, member.raft());
    write(out, member.attributes());
    member.otherFields().forEach((name, json) -> out.key(name).raw(json));
  }

  static void write(GoJsonWriter out, RaftAttributes raft) {
    out.key("peerURLs");
    if (raft.peerUrls().isEmpty()) {
      out.nullValue();
    } else {
      writeTexts(out, raft.peerUrls());
    }
    if (raft.isLearner()) {
      out.key("isLearner").bool(true);
    }
  }

  static void write(GoJsonWriter out, MemberAttributes attributes) {
    if (!attributes.name().isEmpty()) {
      out.key("name").string(attributes.name());
    }
    if (!attributes.clientUrls().isEmpty()) {
      writeTexts(out.key("clientURLs"), attributes.clientUrls());
    }
  }

  private static void writeTexts(GoJsonWriter out, List<String> texts) {
    out.beginArray();
    texts.forEach(out::string);
    out.endArray();
  }

  private void readObject(JsonParser parser) throws IOException, MalformedJsonException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedJsonException("expected an object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      readField(field, parser);
    }
    if (parser.nextToken() != null) {
      throw new MalformedJsonException("expected the end after the object");
    }
  }

  private void readField(String field, JsonParser parser)
      throws IOException, MalformedJsonException {
    boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
    switch (field) {
      case "id" -> id = isNull ? MemberId.NONE : new MemberId(readU64(parser));
      case "peerURLs" -> peerUrls = isNull ? List.of() : readTexts(parser);
      case "isLearner" -> isLearner = !isNull && readBool(field, parser);
      case "name" -> name = isNull ? "" : readText(field, parser);
      case "clientURLs" -> clientUrls = isNull ? List.of() : readTexts(parser);
      default -> otherFields.put(field, readAny(parser));
    }
  }

  private static long readU64(JsonParser parser) throws IOException, MalformedJsonException {
    expect(parser, JsonToken.VALUE_NUMBER_INT, "id", "a number");
    BigInteger number = parser.getBigIntegerValue();
    if (number.signum() < 0 || number.bitLength() > U64_BITS) {
      throw new MalformedJsonException("id: expected 0 to 2^64-1");
    }
    return number.longValue();
  }

  private static List<String> readTexts(JsonParser parser)
      throws IOException, MalformedJsonException {
    String field = parser.currentName();
    expect(parser, JsonToken.START_ARRAY, field, "an array");
    List<String> texts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      texts.add(readText(field, parser));
    }
    return texts;
  }

  private static String readText(String field, JsonParser parser)
      throws IOException, MalformedJsonException {
    expect(parser, JsonToken.VALUE_STRING, field, "a string");
    return parser.getText();
  }

  private static boolean readBool(String field, JsonParser parser)
      throws IOException, MalformedJsonException {
    if (!parser.currentToken().isBoolean()) {
      throw new MalformedJsonException(field + ": expected true or false");
    }
    return parser.getBooleanValue();
  }

  private static String readAny(JsonParser parser) throws IOException {
    var text = new StringWriter();
    try (JsonGenerator copy = JSON.createGenerator(text)) {
      copy.copyCurrentStructure(parser);
    }
    return text.toString();
  }

  private static void expect(JsonParser parser, JsonToken token, String field, String what)
      throws MalformedJsonException {
    if (parser.currentToken() != token) {
      throw new MalformedJsonException(field + ": expected " + what);
    }
  }
}
