package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.Variables;
import io.drydock.tools.client.EtcdctlEnvironment;
import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.etcdutl.cobra.Flag;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.snapshot.save.SnapshotSave;
import io.drydock.tools.write.FileOps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * {@code snapshot save} of etcdctl. What arrives is proven before it gets its name, and its
 * manifest lies beside it; as with etcdctl, a file of that name is replaced.
 */
final class SaveCommand {

  /** Code of etcdctl where the server or the connection is to blame. */
  static final int INTERRUPTED = 5;

  /** Flags of the connection that {@code drydock snapshot save} has too. */
  static final List<Flag> FLAGS =
      List.of(
          Flag.text("endpoints", "127.0.0.1:2379", "gRPC endpoints"),
          Flag.text("cacert", "", "verify the server's certificate with this CA bundle"),
          Flag.text("cert", "", "the client's own certificate"),
          Flag.text("key", "", "the key of that certificate"),
          Flag.bool("insecure-skip-tls-verify", false, "take any certificate of the server"),
          Flag.bool("insecure-transport", true, "no TLS where an endpoint does not say https"),
          Flag.text("user", "", "username[:password]"),
          Flag.text("password", "", "the password of that user"),
          Flag.text("auth-jwt-token", "", "a token in place of a user"),
          Flag.text("dial-timeout", "2s", "for a connection"),
          Flag.text("command-timeout", "5s", "for all of it, where it is given"));

  /** Flags of etcdctl that are taken, for scripts that give them, and have no effect here. */
  static final List<Flag> IGNORED =
      List.of(
          Flag.bool("debug", false, "no effect here"),
          Flag.bool("hex", false, "no effect here"),
          Flag.bool("insecure-discovery", true, "no effect here"),
          Flag.text("keepalive-time", "2s", "no effect here"),
          Flag.text("keepalive-timeout", "6s", "no effect here"));

  private static final int BAD_ARGUMENTS = 128;

  private final Session session;

  SaveCommand(Session session) {
    this.session = session;
  }

  /** Whether a word is a flag of the connection. */
  static boolean namesConnection(String word) {
    return word.startsWith("--")
        && FLAGS.stream().anyMatch(flag -> flag.name().equals(word.substring(2).split("=", 2)[0]));
  }

  void run(Invocation call) throws IOException {
    if (call.arguments().size() != 1) {
      throw new Exit(BAD_ARGUMENTS, "snapshot save expects one argument");
    }
    Path file = Path.of(call.arguments().getFirst());
    try {
      save(call, file);
    } catch (FormatException | UsageException refused) {
      throw new Exit(INTERRUPTED, refused.getMessage());
    } catch (IOException failure) {
      throw new Exit(INTERRUPTED, GoTexts.failure("open", failure));
    } catch (UncheckedIOException stopped) {
      throw new Exit(INTERRUPTED, GoTexts.failure("open", stopped.getCause()));
    }
    session.log().info("saved", Map.of("path", file));
    session.screen().out("Snapshot saved at " + call.arguments().getFirst() + "\n");
  }

  private void save(Invocation call, Path file) throws IOException, FormatException {
    List<String> words = new ArrayList<>();
    for (Flag flag : FLAGS) {
      if (call.has(flag.name())) {
        boolean isSwitch = flag.kind() == Flag.Kind.BOOL;
        if (!isSwitch
            || !flag.name().equals("insecure-skip-tls-verify")
            || call.isOn(flag.name())) {
          words.add("--" + flag.name() + (isSwitch && !call.isOn(flag.name()) ? "=false" : ""));
        }
        if (!isSwitch) {
          words.add(call.text(flag.name()));
        }
      }
    }
    words.addAll(List.of("--progress", "none", "--", file.toString()));
    var report = new ByteArrayOutputStream();
    var terminal = Terminal.plain(report, session.screen().terminal().err());
    SnapshotSave save = SnapshotSave.replacing(terminal, FileOps.DISK);
    try {
      new CommandLine(save)
          .setDefaultValueProvider(new EtcdctlEnvironment(Variables::of))
          .parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.ParameterException wrong) {
      throw new Exit(BAD_ARGUMENTS, wrong.getMessage());
    }
    if (save.call() != 0) {
      session.screen().err(report.toString(StandardCharsets.UTF_8));
      throw new Exit(INTERRUPTED, "what was received is not a sound snapshot; nothing was saved");
    }
  }
}
