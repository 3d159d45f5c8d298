package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.member.MemberId;
import io.drydock.tools.UsageException;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alarm clear}: a database without its alarms, as after {@code etcdctl alarm disarm}. */
@Command(
    name = "clear",
    description = "Disarm stored alarms, offline: for members that do not serve.",
    mixinStandardHelpOptions = true)
public final class AlarmClear implements Callable<Integer> {

  private static final List<String> KINDS = List.of("NOSPACE", "CORRUPT");

  @Option(
      names = "--alarm",
      paramLabel = "KIND",
      description = "only NOSPACE or only CORRUPT (default: all)")
  private Optional<String> kind = Optional.empty();

  @Option(
      names = "--member",
      paramLabel = "ID",
      description = "only what this member raised, in hexadecimal (default: all)")
  private Optional<String> member = Optional.empty();

  @Mixin private final RewriteOptions options;
  private final FileOps ops;

  /** Works on the real disk. */
  public AlarmClear(Terminal terminal) {
    this(terminal, FileOps.DISK);
  }

  AlarmClear(Terminal terminal, FileOps ops) {
    this.options = new RewriteOptions(terminal);
    this.ops = ops;
  }

  @Override
  public Integer call() throws IOException, FormatException {
    Predicate<BackendRow.Alarm> wanted = wanted();
    return new RewriteRun("alarm clear", options, ops).run(source -> choose(source, wanted));
  }

  private RewriteRun.Choice choose(RewriteSource source, Predicate<BackendRow.Alarm> wanted)
      throws IOException, FormatException {
    AlarmRows rows = AlarmRows.of(source.db().view(), wanted);
    Optional<String> raised =
        source.isDirectory() ? LoggedAlarms.raised(source, wanted) : Optional.empty();
    if (raised.isPresent()) {
      return new RewriteRun.Refusal(raised.get());
    }
    if (rows.cleared().isEmpty()) {
      return new RewriteRun.Nothing();
    }
    var edits = Map.of(Bucket.ALARM, new Selection.Edit(true, rows.kept()));
    return new RewriteRun.Wish(
        new Selection(source.db().view(), Selection.KeyFilter.ALL, edits),
        OptionalLong.empty(),
        true,
        notes(rows.cleared()));
  }

  private static List<String> notes(List<BackendRow.Alarm> cleared) {
    List<String> notes = new ArrayList<>();
    for (BackendRow.Alarm alarm : cleared) {
      notes.add("clears " + alarm.kindName() + " of member " + alarm.memberId());
    }
    if (cleared.stream().anyMatch(alarm -> alarm.kind() == BackendRow.Alarm.NOSPACE)) {
      notes.add("a server whose database is over its quota raises NOSPACE again: compact first");
    }
    if (cleared.stream().anyMatch(alarm -> alarm.kind() == BackendRow.Alarm.CORRUPT)) {
      notes.add("CORRUPT says that members hold different data: find out which is right first");
    }
    notes.add("outside of raft: do the same on every member that will start again");
    return notes;
  }

  private Predicate<BackendRow.Alarm> wanted() {
    String kindName = kind.map(given -> given.toUpperCase(Locale.ROOT)).orElse("");
    if (kind.isPresent() && !KINDS.contains(kindName)) {
      throw new UsageException("--alarm " + kind.get() + ": NOSPACE or CORRUPT");
    }
    Optional<MemberId> id =
        member.map(text ->
            MemberId.parse(text)
                .orElseThrow(() ->
                    new UsageException("--member " + text + ": not a hexadecimal member id")));
    return alarm ->
        (kind.isEmpty() || alarm.kindName().equals(kindName))
            && id.map(alarm.memberId()::equals).orElse(true);
  }
}
