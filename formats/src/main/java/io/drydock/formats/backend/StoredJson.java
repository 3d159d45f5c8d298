package io.drydock.formats.backend;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.raftpb.ConfState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.function.LongConsumer;

/** The two small JSON objects of the backend; fields that are not known are passed over. */
final class StoredJson {

  private static final JsonFactory JSON = new JsonFactory();

  private StoredJson() {}

  /** Reads one field whose value is the current token. */
  @FunctionalInterface
  private interface FieldReader {
    void read(String field, JsonParser parser) throws IOException, MalformedFieldException;
  }

  /** A known field of another type. */
  private static final class MalformedFieldException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedFieldException(String message) {
      super(message);
    }
  }

  /**
   * raftpb.ConfState as Go's JSON: {@code {"voters":[1],"learners":[2],"auto_leave":false}}.
   *
   * @throws CorruptFileException when it is no object, or a known field has another type
   */
  static ConfState confState(Bytes json, Extent at) throws CorruptFileException {
    var confState = ConfState.newBuilder();
    readObject(
        "confState",
        json,
        at,
        (field, parser) -> {
          switch (field) {
            case "voters" -> readIds(parser, confState::addVoters);
            case "learners" -> readIds(parser, confState::addLearners);
            case "voters_outgoing" -> readIds(parser, confState::addVotersOutgoing);
            case "learners_next" -> readIds(parser, confState::addLearnersNext);
            case "auto_leave" -> confState.setAutoLeave(readFlag(field, parser));
            default -> parser.skipChildren();
          }
        });
    return confState.build();
  }

  /**
   * {@code {"target-version":"3.5.0","enabled":true}}.
   *
   * @throws CorruptFileException when it is no object, or a known field has another type
   */
  static BackendRow.Downgrade downgrade(Bytes json, Extent at) throws CorruptFileException {
    String[] target = {""};
    boolean[] enabled = {false};
    readObject(
        "downgrade",
        json,
        at,
        (field, parser) -> {
          switch (field) {
            case "target-version" -> target[0] = readText(field, parser);
            case "enabled" -> enabled[0] = readFlag(field, parser);
            default -> parser.skipChildren();
          }
        });
    return new BackendRow.Downgrade(target[0], enabled[0]);
  }

  private static void readObject(String what, Bytes json, Extent at, FieldReader reader)
      throws CorruptFileException {
    try (JsonParser parser = JSON.createParser(json.toByteArray())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedFieldException("expected an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        reader.read(field, parser);
      }
    } catch (MalformedFieldException malformed) {
      throw new CorruptFileException(at, what + ": " + malformed.getMessage());
    } catch (JsonProcessingException malformed) {
      throw new CorruptFileException(at, what + ": " + malformed.getOriginalMessage());
    } catch (IOException impossible) {
      throw new UncheckedIOException("reading from memory", impossible);
    }
  }

  private static void readIds(JsonParser parser, LongConsumer ids)
      throws IOException, MalformedFieldException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new MalformedFieldException("expected an array of ids");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw new MalformedFieldException("expected ids");
      }
      BigInteger id = parser.getBigIntegerValue();
      if (id.signum() < 0 || id.bitLength() > Long.SIZE) {
        throw new MalformedFieldException("expected ids from 0 to 2^64-1");
      }
      ids.accept(id.longValue());
    }
  }

  private static boolean readFlag(String field, JsonParser parser)
      throws IOException, MalformedFieldException {
    if (!parser.currentToken().isBoolean()) {
      throw new MalformedFieldException(field + ": expected true or false");
    }
    return parser.getBooleanValue();
  }

  private static String readText(String field, JsonParser parser)
      throws IOException, MalformedFieldException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new MalformedFieldException(field + ": expected a string");
    }
    return parser.getText();
  }
}
