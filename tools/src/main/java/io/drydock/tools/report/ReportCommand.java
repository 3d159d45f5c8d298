package io.drydock.tools.report;

import io.drydock.formats.FormatException;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.Colour;
import io.drydock.tools.cli.ProgressOptions;
import io.drydock.tools.cli.Version;
import io.drydock.tools.compare.EntryDigests;
import io.drydock.tools.fsck.Verdicts;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.fsck.examine.Examiner;
import io.drydock.tools.fsck.peers.Comparison;
import io.drydock.tools.fsck.peers.Peer;
import io.drydock.tools.fsck.peers.PeerCheck;
import io.drydock.tools.inspect.Titles;
import io.drydock.tools.output.Output;
import io.drydock.tools.output.OutputFormat;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.output.Texts;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.report.page.Incident;
import io.drydock.tools.report.page.IncidentPage;
import io.drydock.tools.report.page.MemberPart;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}: all that is known of some members, as one page to hand on. */
@Command(
    name = "report",
    description = "One HTML page on members to hand on: findings, log, what fills the database.",
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {

  private static final String STDOUT = "-";

  @Parameters(arity = "0..*", paramLabel = "DIR", description = "data directories, running or not")
  private List<Path> directories = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the page, such as report.html; - for stdout. Here it is a file, not a form")
  private Optional<String> file = Optional.empty();

  @Option(names = "--replace", description = "replace FILE if it exists")
  private boolean isReplaced;

  @Mixin private final ProgressOptions options;

  private final Terminal terminal;

  /** Writes to this terminal. */
  public ReportCommand(Terminal terminal) {
    this.terminal = terminal;
    this.options = new ProgressOptions(terminal);
  }

  @Override
  public Integer call() throws IOException, FormatException {
    String target = target();
    Optional<WholeFile> written =
        target.equals(STDOUT)
            ? Optional.empty()
            : Optional.of(WholeFile.at(Path.of(target), isReplaced, FileOps.DISK));
    Incident incident = read();
    byte[] page = IncidentPage.of(incident).getBytes(StandardCharsets.UTF_8);
    if (written.isPresent()) {
      written.get().write(page);
      Output output = new Output(terminal, OutputFormat.text, Colour.isWanted(terminal));
      output.opening(lines -> tell(lines, incident, target + ", " + Texts.bytes(page.length)));
    } else {
      terminal.out().write(page);
    }
    terminal.out().flush();
    return (incident.isSound() ? ExitCode.OK : ExitCode.FINDINGS).code();
  }

  private String target() {
    if (directories.isEmpty()) {
      throw new UsageException("report: a data directory is missing");
    }
    String target =
        file.orElseThrow(() ->
            new UsageException(
                "report: -o FILE is missing, such as -o report.html; -o - writes to stdout"));
    boolean isForm =
        Arrays.stream(OutputFormat.values()).anyMatch(form -> form.name().equals(target));
    if (isForm) {
      throw new UsageException(
          "-o "
              + target
              + ": names a file here, for the page has one form; `drydock fsck DIR -o "
              + target
              + "` answers in that form, ./"
              + target
              + " is the file");
    }
    return target;
  }

  private static void tell(Page page, Incident incident, String written) {
    for (MemberPart member : incident.members()) {
      Examination examination = member.examination();
      page.line(
          examination.directory()
              + ": "
              + Verdicts.who(examination.identity())
              + " "
              + Verdicts.start(examination)
              + Verdicts.counts(examination));
    }
    page.line("written: " + written);
  }

  private Incident read() throws IOException {
    var question =
        new Examiner.Question(
            Optional.empty(), Optional.empty(), Examiner.Question.DEFAULT_QUOTA_BYTES);
    List<Peer> peers = new ArrayList<>();
    try {
      for (Path directory : directories) {
        var entries = new EntryDigests();
        Examination member;
        try (Progress progress = options.progresses().start("fsck", Examiner.bytes(directory))) {
          member =
              Examiner.examine(directory, question, (_, at) -> entries.add(at), progress::advance);
        }
        peers.add(new Peer(member, entries));
      }
      Optional<Comparison> comparison =
          peers.size() > 1 ? Optional.of(PeerCheck.of(peers)) : Optional.empty();
      return incident(peers.stream().map(Peer::examination).toList(), comparison);
    } finally {
      peers.forEach(peer -> peer.entries().close());
    }
  }

  private Incident incident(List<Examination> examinations, Optional<Comparison> comparison)
      throws IOException {
    List<String> titles = titles(examinations);
    var reading = new MemberReading(options.progresses());
    List<MemberPart> members = new ArrayList<>();
    for (int i = 0; i < titles.size(); i++) {
      members.add(reading.of(titles.get(i), examinations.get(i)));
    }
    return new Incident(members, comparison, options.now(), Version.text());
  }

  /** Names of members where each has one of its own, else what tells the directories apart. */
  private static List<String> titles(List<Examination> members) {
    List<String> names = members.stream().map(member -> member.identity().name()).toList();
    boolean areNamed = !names.contains("") && new HashSet<>(names).size() == names.size();
    return areNamed ? names : Titles.of(members.stream().map(Examination::directory).toList());
  }
}
