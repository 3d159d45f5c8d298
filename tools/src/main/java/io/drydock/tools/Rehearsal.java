package io.drydock.tools;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
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

  private static final String ARCHIVE = "etcd-3.5.30-single";

  private Rehearsal() {}

  /** Arguments: the folder of the runnable build. The property drydock.root names the sources. */
  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]);
    Path stage = Files.createTempDirectory(home, "rehearsal-");
    try {
      String member = Archive.unpack(ARCHIVE, stage).resolve("data").toString();
      for (List<String> command : commands(member)) {
        var nowhere = OutputStream.nullOutputStream();
        int code = Main.process(Terminal.plain(nowhere, nowhere), command.toArray(String[]::new));
        if (code != ExitCode.OK.code() && code != ExitCode.FINDINGS.code()) {
          throw new IllegalStateException(command + " ended with " + code);
        }
      }
    } finally {
      Directories.delete(stage);
    }
    Files.copy(
        Path.of(System.getProperty("java.home"), "release"),
        home.resolve("drydock.aot.jdk"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(home.resolve("built"), "");
  }

  private static List<List<String>> commands(String member) {
    String snapshot = Path.of(member).resolveSibling("snapshot.db").toString();
    return List.of(
        List.of("--help"),
        List.of("--version"),
        List.of("inspect", member),
        List.of("inspect", member, "-o", "json"),
        List.of("fsck", member),
        List.of("fsck", "explain", "WAL-CRC"),
        List.of("wal", "ls", member),
        List.of("wal", "verify", member),
        List.of("wal", "stats", member),
        List.of("wal", "dump", member, "--tail", "100"),
        List.of("wal", "dump", member, "-o", "jsonl"),
        List.of("snap", "ls", member),
        List.of("db", "status", member),
        List.of("db", "check", member),
        List.of("db", "du", member),
        List.of("db", "ls", member),
        List.of("db", "hashkv", member, "-o", "json"),
        List.of("db", "leases", member),
        List.of("snapshot", "status", snapshot),
        List.of("snapshot", "verify", snapshot),
        List.of("etcdutl", "snapshot", "status", snapshot, "-w", "table"),
        List.of("etcdutl", "check", "v2store", "--data-dir", member),
        List.of("compact", member, "--keep", "0", "--dry-run"));
  }
}
