package io.drydock.tools.etcdutl;

import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.etcdutl.cobra.Screen;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The forms of {@code -w}. */
enum Printer {
  /** Values with commas. */
  SIMPLE,
  /** A line for each value, with its name. */
  FIELDS,
  /** One object. */
  JSON,
  /** Refused when there is something to print. */
  PROTOBUF,
  /** A frame. */
  TABLE;

  static final String FLAG = "write-out";

  /** The line of the shell: a feature that is not there. */
  private static final int BAD_FEATURE = 4;

  /**
   * The one that was asked for.
   *
   * @throws Exit when there is none of that name
   */
  static Printer of(Invocation call) {
    return switch (call.text(FLAG)) {
      case "simple" -> SIMPLE;
      case "fields" -> FIELDS;
      case "json" -> JSON;
      case "protobuf" -> PROTOBUF;
      case "table" -> TABLE;
      default -> throw new Exit(BAD_FEATURE, "unsupported output format");
    };
  }

  /**
   * Prints.
   *
   * @param drawsLines frames are made of line characters, else of ASCII
   * @throws Exit in a form that it cannot have
   */
  void print(Answer answer, Screen screen, boolean drawsLines) throws IOException {
    List<Answer.Value> values = answer.values();
    screen.out(
        switch (this) {
          case SIMPLE ->
              values.stream().map(Answer.Value::text).collect(Collectors.joining(", ")) + "\n";
          case FIELDS ->
              values.stream()
                  .map(value -> "\"" + value.field() + "\" : " + value.number() + "\n")
                  .collect(Collectors.joining());
          case JSON ->
              values.stream()
                  .map(value -> "\"" + value.json() + "\":" + value.number())
                  .collect(Collectors.joining(",", "{", "}\n"));
          case PROTOBUF -> throw new Exit(BAD_FEATURE, "protobuf not supported as output format");
          case TABLE -> Frame.of(values, drawsLines);
        });
  }
}
