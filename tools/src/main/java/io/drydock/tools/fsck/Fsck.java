package io.drydock.tools.fsck;

import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.Branch;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.compare.EntryDigests;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.fsck.examine.Examiner;
import io.drydock.tools.fsck.peers.Peer;
import io.drydock.tools.fsck.peers.PeerCheck;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fsck}: everything that is wrong with a directory, and what that means. */
@Command(
    name = "fsck",
    description = "Will a server start on this directory? What is wrong, what to do, what is lost.",
    mixinStandardHelpOptions = true)
public final class Fsck implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "DIR", description = "data directories, running or not")
  private List<Path> directories = List.of();

  @Option(
      names = "--peer",
      paramLabel = "DIR",
      description = "another member, to compare with only; may be given several times")
  private List<Path> others = List.of();

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "the WAL's own folder, when etcd was given one; with one DIR only")
  private Optional<Path> walFolder = Optional.empty();

  @Option(
      names = "--etcd-version",
      paramLabel = "V",
      description = "judge the start of this release, such as 3.6 (default: the one that wrote it)")
  private Optional<String> etcdVersion = Optional.empty();

  @Option(
      names = "--quota-backend-bytes",
      paramLabel = "N",
      description = "the server's quota (default: etcd's own, 2 GiB)")
  private long quotaBytes = Examiner.Question.DEFAULT_QUOTA_BYTES;

  @Mixin private final OutputOptions options;

  private Fsck(Terminal terminal) {
    this.options = new OutputOptions(terminal);
  }

  /** The command with its verb {@code explain}. */
  public static CommandLine tree(Terminal terminal, List<String> words) {
    return new Branch(new CommandLine(new Fsck(terminal)), words)
        .verb("explain", () -> new Explain(terminal))
        .build();
  }

  @Override
  public Integer call() throws IOException {
    check();
    var question = new Examiner.Question(walFolder, line(), quotaBytes);
    boolean isCompared = directories.size() + others.size() > 1;
    List<Peer> members = new ArrayList<>();
    try {
      for (Path directory : Stream.concat(directories.stream(), others.stream()).toList()) {
        var entries = new EntryDigests();
        WalCheck.Observer observer = isCompared ? (_, at) -> entries.add(at) : (_, _) -> {};
        members.add(new Peer(examine(directory, question, observer), entries));
      }
      var report =
          new FsckReport(
              members.stream().limit(directories.size()).map(Peer::examination).toList(),
              isCompared ? Optional.of(PeerCheck.of(members)) : Optional.empty());
      options.output().report(report);
      return (report.isSound() ? ExitCode.OK : ExitCode.FINDINGS).code();
    } finally {
      members.forEach(member -> member.entries().close());
    }
  }

  private void check() {
    if (directories.isEmpty()) {
      throw new UsageException("fsck: a data directory is missing");
    }
    if (walFolder.isPresent() && directories.size() + others.size() > 1) {
      throw new UsageException("--wal-dir " + walFolder.get() + ": goes with one DIR only");
    }
    if (quotaBytes <= 0) {
      throw new UsageException("--quota-backend-bytes " + quotaBytes + ": expected 1 or more");
    }
  }

  private Optional<ReleaseLine> line() {
    return etcdVersion.map(text ->
        EtcdVersion.parse(text)
            .flatMap(ReleaseLine::of)
            .orElseThrow(() ->
                new UsageException("--etcd-version " + text + ": expected 3.4, 3.5, 3.6 or 3.7")));
  }

  private Examination examine(
      Path directory, Examiner.Question question, WalCheck.Observer observer) throws IOException {
    Examination member;
    try (Progress progress = options.progresses().start("fsck", Examiner.bytes(directory))) {
      member = Examiner.examine(directory, question, observer, progress::advance);
    }
    if (member.identity().isLive()) {
      options.terminal().note(directory + ": a running server holds it open");
    }
    return member;
  }
}
