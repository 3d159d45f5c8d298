package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.request.KeyRange;
import io.drydock.tools.output.Texts;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A request as one line: its label, then {@code name=value} with blanks between; parts and lists in
 * brackets, parts of a list with semicolons between.
 */
final class TextFields implements Fields {

  /** Longest key, name or URL that is shown whole. */
  private static final int NAME_BYTES = 1024;

  private final StringBuilder text;
  private final int valueBytes;
  private final Deque<Level> levels = new ArrayDeque<>();

  /** What is open. */
  private static final class Level {
    private final boolean isList;
    private final String name;
    private int items;

    Level(boolean isList, String name) {
      this.isList = isList;
      this.name = name;
    }
  }

  TextFields(StringBuilder text, int valueBytes) {
    this.text = text;
    this.valueBytes = valueBytes;
  }

  @Override
  public void id(String name, long id) {
    // By itself it tells nothing: the JSON has it.
    if (!levels.isEmpty()) {
      named(name).append(Long.toHexString(id));
    }
  }

  @Override
  public void i64(String name, long number) {
    named(name).append(number);
  }

  @Override
  public void u64(String name, long number) {
    if (!levels.isEmpty()) {
      named(name).append(Long.toUnsignedString(number));
    }
  }

  @Override
  public void time(String name, long unixNanos) {
    named(name).append(Instant.EPOCH.plusNanos(unixNanos));
  }

  @Override
  public void word(String name, String word) {
    named(name).append(word);
  }

  @Override
  public void flag(String name) {
    blank().append(name);
  }

  @Override
  public void truth(String name, boolean value) {
    named(name).append(value);
  }

  @Override
  public void name(String name, ByteString value) {
    quote(named(name), value);
  }

  @Override
  public void names(String name, Iterable<ByteString> texts) {
    named(name).append('[');
    String separator = "";
    for (ByteString each : texts) {
      quote(text.append(separator), each);
      separator = ", ";
    }
    text.append(']');
  }

  @Override
  public void range(ByteString key, ByteString rangeEnd) {
    if (rangeEnd.isEmpty()) {
      name("key", key);
      return;
    }
    var range = new KeyRange(Bytes.copyOf(key), Bytes.copyOf(rangeEnd));
    if (range.equals(KeyRange.prefix(range.key()))) {
      name("prefix", key);
    } else if (range.isFromKey()) {
      name("from_key", key);
    } else {
      name("key", key);
      name("range_end", rangeEnd);
    }
  }

  @Override
  public void value(String name, ByteString value, boolean isSecret) {
    named(name);
    if (isSecret) {
      text.append(hidden(value));
    } else {
      ByteText.append(text, value, valueBytes);
      text.append(" (").append(value.size()).append(" B)");
    }
  }

  /** Stands where a secret was. */
  static String hidden(ByteString secret) {
    return "(redacted, " + secret.size() + " bytes)";
  }

  @Override
  public void compare(Compare compare, boolean isSecret) {
    text.append(KvWalk.word(compare.getTarget(), compare.getTargetValue())).append('(');
    quote(text, compare.getKey());
    if (!compare.getRangeEnd().isEmpty()) {
      quote(text.append(".."), compare.getRangeEnd());
    }
    text.append(") ").append(sign(compare)).append(' ');
    switch (compare.getTargetUnionCase()) {
      case VERSION -> text.append(compare.getVersion());
      case CREATE_REVISION -> text.append(compare.getCreateRevision());
      case MOD_REVISION -> text.append(compare.getModRevision());
      case LEASE -> text.append(Long.toHexString(compare.getLease()));
      case VALUE -> {
        if (isSecret) {
          text.append(hidden(compare.getValue()));
        } else {
          ByteText.append(text, compare.getValue(), valueBytes);
        }
      }
      case TARGETUNION_NOT_SET -> text.append(0);
    }
  }

  private static String sign(Compare compare) {
    return switch (compare.getResult()) {
      case EQUAL -> "=";
      case GREATER -> ">";
      case LESS -> "<";
      case NOT_EQUAL -> "!=";
      case UNRECOGNIZED -> "?" + compare.getResultValue();
    };
  }

  @Override
  public void begin(String name) {
    boolean isLabel = levels.isEmpty() || levels.peek().isList;
    if (isLabel) {
      text.append(name);
    } else {
      named(name).append('[');
    }
    levels.push(new Level(false, isLabel ? "" : name));
  }

  @Override
  public void end() {
    if (!levels.pop().name.isEmpty()) {
      text.append(']');
    }
  }

  @Override
  public void beginList(String name) {
    levels.push(new Level(true, name));
  }

  @Override
  public void beginItem() {
    Level list = levels.peek();
    if (list.items++ > 0) {
      text.append("; ");
    } else {
      blank()
          .append(
              switch (list.name) {
                case "compare" -> "if [";
                case "success" -> "then [";
                case "failure" -> "else [";
                default -> list.name + "=[";
              });
    }
  }

  @Override
  public void endItem() {
    // Items differ by their separator alone.
  }

  @Override
  public void endList() {
    if (levels.pop().items > 0) {
      text.append(']');
    }
  }

  /** A key or a name: bytes that are no text are escaped one by one, so that it stays readable. */
  private static void quote(StringBuilder to, ByteString name) {
    String quoted = Texts.preview(Bytes.copyOf(name), NAME_BYTES);
    to.append('"').append(quoted.replace("\"", "\\\"")).append('"');
  }

  private StringBuilder named(String name) {
    return blank().append(name).append('=');
  }

  /** A blank, unless something was just opened. */
  private StringBuilder blank() {
    if (!text.isEmpty() && "[ ".indexOf(text.charAt(text.length() - 1)) < 0) {
      text.append(' ');
    }
    return text;
  }
}
