package io.drydock.tools;

import io.drydock.tools.output.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Runs typical commands once, in the build, while the JVM records what it loads for the AOT cache.
 *
 * <p>Ends by writing what the launcher asks for: {@code drydock.aot.jdk}, the release file of the
 * JDK that the cache belongs to, and {@code built}, whose time tells the age of this build.
 */
final class Rehearsal {

  private Rehearsal() {}

  /** Arguments: the project's root, the folder of the runnable build. */
  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[1]);
    for (List<String> command : List.of(List.of("--help"), List.of("--version"))) {
      var nowhere = OutputStream.nullOutputStream();
      ExitCode code = Main.run(Terminal.plain(nowhere, nowhere), command.toArray(String[]::new));
      if (code != ExitCode.OK && code != ExitCode.FINDINGS) {
        throw new IllegalStateException(command + " ended with " + code);
      }
    }
    Files.copy(
        Path.of(System.getProperty("java.home"), "release"),
        home.resolve("drydock.aot.jdk"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(home.resolve("built"), "");
  }
}
