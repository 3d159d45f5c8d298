package io.drydock.tools.etcdutl;

import io.drydock.tools.etcdutl.cobra.Screen;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Lines on stderr in the console form of zap, the log library of etcd: time, level, place in the
 * code, message, fields as JSON, parted by tabs. The place is {@link #PLACE} in all of them.
 *
 * @param screen where they go
 * @param clock the time of day
 */
record Log(Screen screen, Supplier<OffsetDateTime> clock) {

  /** What stands where etcd names a line of its sources. */
  static final String PLACE = "drydock/etcdutl";

  private static final int FIRST_PRINTABLE = 0x20;

  void info(String message) {
    write("info", message, "");
  }

  void info(String message, Map<String, Object> fields) {
    write("info", message, "\t" + json(fields));
  }

  void warn(String message) {
    write("warn", message, "");
  }

  void warn(String message, Map<String, Object> fields) {
    write("warn", message, "\t" + json(fields));
  }

  void error(String message, Map<String, Object> fields) {
    write("error", message, "\t" + json(fields));
  }

  /** Of what ends the program of Go; the caller ends this one. */
  void fatal(String level, String message, Map<String, Object> fields) {
    write(level, message, "\t" + json(fields));
  }

  private void write(String level, String message, String fields) {
    String time =
        clock.get().truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    screen.err(time + "\t" + level + "\t" + PLACE + "\t" + message + fields + "\n");
  }

  private static String json(Map<String, Object> fields) {
    return fields.entrySet().stream()
        .map(field -> quoted(field.getKey()) + ": " + value(field.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String value(Object value) {
    return switch (value) {
      case List<?> list ->
          list.stream().map(Log::value).collect(Collectors.joining(", ", "[", "]"));
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> quoted(value.toString());
    };
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(each -> {
          switch (each) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            default -> {
              if (each < FIRST_PRINTABLE) {
                quoted.append("\\u%04x".formatted(each));
              } else {
                quoted.appendCodePoint(each);
              }
            }
          }
        });
    return quoted.append('"').toString();
  }
}
