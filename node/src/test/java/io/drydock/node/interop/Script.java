package io.drydock.node.interop;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What a client does, one step a line.
 *
 * <pre>
 * # a remark
 * KV.Put key: "a" value: "1"        one call, and its answer; the rest of the line is the request
 * open w Watch.Watch                a stream by the name of w; a request may follow
 * send w create_request { … }       one message into it
 * read w 3                          the next three items out of it; each event is one
 * close w                           the client's end of it
 * cancel w                          breaks it off
 * </pre>
 *
 * @param name for messages
 * @param steps in order
 */
record Script(String name, List<Step> steps) {

  Script {
    steps = List.copyOf(steps);
  }

  /** One line. */
  sealed interface Step {

    /** One request, one answer. */
    record Call(MethodDescriptor method, DynamicMessage request) implements Step {
      @Override
      public String toString() {
        return method.getService().getName() + "." + method.getName() + " " + text(request);
      }
    }

    /** A stream begins; a server stream with its request. */
    record Open(String stream, MethodDescriptor method, DynamicMessage request) implements Step {
      @Override
      public String toString() {
        String full = method.getService().getName() + "." + method.getName();
        return "open " + stream + " " + full + " " + text(request);
      }
    }

    /** A message goes into a stream. */
    record Send(String stream, DynamicMessage request) implements Step {
      @Override
      public String toString() {
        return "send " + stream + " " + text(request);
      }
    }

    /** Items come out of a stream. */
    record Read(String stream, int items) implements Step {
      @Override
      public String toString() {
        return "read " + stream + " " + items;
      }
    }

    /** The client says that no more comes from it, or breaks the stream off. */
    record End(String stream, boolean isCancelled) implements Step {
      @Override
      public String toString() {
        return (isCancelled ? "cancel " : "close ") + stream;
      }
    }
  }

  /**
   * Reads a script.
   *
   * @throws IllegalArgumentException when a line is none of the above
   */
  static Script parse(String name, String text) {
    List<Step> steps = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        steps.add(step(line.strip(), steps));
      } catch (TextFormat.ParseException
          | IllegalArgumentException
          | IndexOutOfBoundsException
          | NoSuchElementException malformed) {
        throw new IllegalArgumentException(name + ":" + number + ": " + malformed, malformed);
      }
    }
    return new Script(name, steps);
  }

  private static Step step(String line, List<Step> before) throws TextFormat.ParseException {
    String[] words = line.split(" ", 3);
    String rest = words.length > 2 ? words[2] : "";
    return switch (words[0]) {
      case "open" -> {
        String[] tail = rest.split(" ", 2);
        MethodDescriptor method = Api.method(tail[0]);
        yield new Step.Open(words[1], method, message(method, tail.length > 1 ? tail[1] : ""));
      }
      case "send" -> new Step.Send(words[1], message(methodOf(words[1], before), rest));
      case "read" -> new Step.Read(words[1], Integer.parseInt(rest));
      case "close", "cancel" -> new Step.End(words[1], words[0].equals("cancel"));
      case String name -> {
        MethodDescriptor method = Api.method(name);
        yield new Step.Call(method, message(method, line.substring(name.length())));
      }
    };
  }

  private static MethodDescriptor methodOf(String stream, List<Step> before) {
    return before.stream()
        .filter(step -> step instanceof Step.Open open && open.stream().equals(stream))
        .map(step -> ((Step.Open) step).method())
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  private static DynamicMessage message(MethodDescriptor method, String text)
      throws TextFormat.ParseException {
    var builder = DynamicMessage.newBuilder(method.getInputType());
    TextFormat.merge(text, builder);
    return builder.build();
  }

  static String text(DynamicMessage message) {
    return TextFormat.printer().emittingSingleLine(true).printToString(message);
  }
}
