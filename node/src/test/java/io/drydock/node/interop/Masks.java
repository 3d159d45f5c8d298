package io.drydock.node.interop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Takes out of an operator's screen what two servers cannot have in common: addresses, times,
 * digits of sizes, widths of tables. Ids become their number in the order in which they were first
 * seen, so that two ids that are one stay one.
 */
final class Masks {

  private static final Pattern ID = Pattern.compile("\\b([0-9a-f]{14,16}|[0-9]{17,20})\\b");
  private static final Pattern TIME = Pattern.compile("\\b[0-9.]+(µs|ms|s)\\b");
  private static final Pattern SIZE = Pattern.compile("[0-9.]+ (?=[kMG]?B\\b)");
  private static final Pattern BYTES = Pattern.compile("(?i)(?<=\"dbSize(InUse)?\" ?: ?)[0-9]+");

  /** What gRPC's client tells about its retries on stderr. */
  private static final Pattern CLIENT_LOG =
      Pattern.compile("(?m)^\\{\"level\".*\\R|^WARNING: .*\\R");

  private final String server;
  private final List<Pattern> more;
  private final Map<String, String> ids = new LinkedHashMap<>();

  Masks(String server, List<String> more) {
    this.server = server;
    this.more = more.stream().map(Pattern::compile).toList();
  }

  String of(String screen) {
    String masked = CLIENT_LOG.matcher(screen).replaceAll("");
    masked = masked.replaceAll(" {2,}", " ").replaceAll("([─-]){2,}", "$1");
    masked = masked.replace(server, "SERVER");
    masked = TIME.matcher(masked).replaceAll("TIME");
    masked = SIZE.matcher(masked).replaceAll("SIZE ");
    masked = BYTES.matcher(masked).replaceAll(Masks::magnitude);
    for (Pattern each : more) {
      masked = each.matcher(masked).replaceAll("MASKED");
    }
    return ID.matcher(masked).replaceAll(this::numbered);
  }

  /** So many digits, whichever. */
  private static String magnitude(MatchResult number) {
    return "9".repeat(number.group().length());
  }

  private String numbered(MatchResult id) {
    return ids.computeIfAbsent(id.group(), _ -> "ID" + (ids.size() + 1));
  }
}
