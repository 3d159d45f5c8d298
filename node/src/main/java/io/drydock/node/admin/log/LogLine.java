package io.drydock.node.admin.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The parts of a line. */
final class LogLine {
  /** Marks an error after which the process ends. */
  static final Marker FATAL = MarkerFactory.getMarker("FATAL");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final JsonFactory JSON = new JsonFactory();

  private LogLine() {}

  static String level(ILoggingEvent event) {
    var markers = event.getMarkerList();
    if (markers != null && markers.contains(FATAL)) {
      return "fatal";
    }
    return switch (event.getLevel().toInt()) {
      case Level.ERROR_INT -> "error";
      case Level.WARN_INT -> "warn";
      case Level.INFO_INT -> "info";
      default -> "debug";
    };
  }

  static String time(ILoggingEvent event) {
    Instant at = event.getInstant();
    return TIME.format(at == null ? Instant.ofEpochMilli(event.getTimeStamp()) : at);
  }

  /** Package and class of who logs, such as {@code rpc/ClientPort}. */
  static String caller(ILoggingEvent event) {
    var name = event.getLoggerName();
    int dot = name.lastIndexOf('.');
    int before = name.lastIndexOf('.', dot - 1);
    return dot < 0 ? name : name.substring(before + 1, dot) + "/" + name.substring(dot + 1);
  }

  /** All of it as JSON. */
  static String json(ILoggingEvent event) {
    var line = new StringWriter(256);
    try (var json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("level", level(event));
      json.writeStringField("ts", time(event));
      json.writeStringField("caller", caller(event));
      json.writeStringField("msg", event.getFormattedMessage());
      writeFacts(event, json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string could not be written to", e);
    }
    return line.toString();
  }

  /** The key-value pairs and the error alone, as JSON; empty when there are none. */
  static String facts(ILoggingEvent event) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      writeFacts(event, json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string could not be written to", e);
    }
    return text.toString().equals("{}") ? "" : text.toString();
  }

  private static void writeFacts(ILoggingEvent event, JsonGenerator json) throws IOException {
    var pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (var pair : pairs) {
        json.writeFieldName(pair.key);
        writeValue(pair.value, json);
      }
    }
    var thrown = event.getThrowableProxy();
    if (thrown != null) {
      json.writeStringField("error", thrown.getClassName() + ": " + thrown.getMessage());
      json.writeStringField("stacktrace", ThrowableProxyUtil.asString(thrown));
    }
  }

  private static void writeValue(Object value, JsonGenerator json) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Boolean bool -> json.writeBoolean(bool);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Collection<?> list -> {
        json.writeStartArray();
        for (var each : list) {
          writeValue(each, json);
        }
        json.writeEndArray();
      }
      default -> json.writeString(value.toString());
    }
  }
}
