package io.drydock.tools;

import io.drydock.tools.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One run of the command line in this process.
 *
 * @param code how it ended
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr
 */
public record Run(ExitCode code, String out, String err) {

  /** Runs {@code drydock} with these arguments. */
  public static Run drydock(Object... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    ExitCode code = Main.run(Terminal.plain(out, err), words);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
