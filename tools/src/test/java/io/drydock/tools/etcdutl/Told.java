package io.drydock.tools.etcdutl;

import io.drydock.tools.etcdutl.cobra.Screen;
import io.drydock.tools.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * How a command line ended, without what differs from run to run or is of the program alone: time
 * and place of log lines, Go's stacks, our notes on damage, the folder it worked in. Of lines that
 * come again and again one stays: zap leaves out what comes more than a hundred times a second.
 *
 * @param code of the shell
 * @param out what it printed as its result
 * @param err what it printed beside it
 */
record Told(int code, String out, String err) {

  private static final List<String> OF_A_STACK =
      List.of("\t", "goroutine ", "go.", "github.com", "main.", "runtime.", "created by ", "sync.");

  /** Ours, in this process; the first word is the program. */
  static Told byUs(Release release, Path folder, List<String> words) throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var screen = new Screen(Terminal.plain(out, err));
    int code = Etcdutl.run(screen, OffsetDateTime::now, release, words);
    return of(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), folder);
  }

  static Told of(int code, String out, String err, Path folder) {
    return new Told(code, placeless(out, folder), normal(placeless(err, folder)));
  }

  private static String placeless(String text, Path folder) {
    return text.replace(folder.toString(), "DIR");
  }

  private static String normal(String err) {
    List<String> kept = new ArrayList<>();
    for (String line : err.split("\n", -1)) {
      String plain = line.replaceFirst("^[0-9T:.+Z-]{20,35}\t([a-z]+)\t[^\t]*\t", "$1 ");
      boolean isOfStack = OF_A_STACK.stream().anyMatch(plain::startsWith);
      boolean isAgain = kept.contains(plain);
      if (!isOfStack && !isAgain && !plain.isEmpty() && !plain.startsWith("warn not a ")) {
        kept.add(plain.replaceAll("\"took\": \"[^\"]*\"", "\"took\": T"));
      }
    }
    return String.join("\n", kept);
  }
}
