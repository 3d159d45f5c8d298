package io.drydock.tools.fsck;

import io.drydock.formats.Severity;
import io.drydock.formats.member.MemberId;
import io.drydock.tools.compare.LogComparison;
import io.drydock.tools.compare.StoreComparison;
import io.drydock.tools.fsck.catalogue.Start;
import io.drydock.tools.fsck.examine.Diagnosis;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.fsck.examine.Examination.Identity;
import io.drydock.tools.fsck.peers.Comparison;
import io.drydock.tools.fsck.peers.Pair;
import io.drydock.tools.output.Texts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What examinations come to, in words, the same in every form. */
public final class Verdicts {

  /** Begins a command that a running server answers. */
  private static final String OF_A_SERVER = "etcdctl ";

  private Verdicts() {}

  /** Who it is: {@code m1 of 3 (etcd 3.5, running)}. */
  public static String who(Identity identity) {
    String name = identity.name();
    String id = identity.owner().map(one -> new MemberId(one.nodeId()).hex()).orElse("");
    String shown = name.isEmpty() ? id : name;
    String of = identity.members().map(known -> " of " + known.members().size()).orElse("");
    String line = identity.isLineKnown() ? "" : "taken for ";
    return (shown.isEmpty() ? "" : shown + of + " ")
        + "("
        + line
        + "etcd "
        + identity.line()
        + (identity.isLive() ? ", running" : "")
        + ")";
  }

  /** {@code will not start: DB-EMPTY, a database of 0 bytes}. */
  public static String start(Examination member) {
    String will = member.identity().isLive() ? "would" : "will";
    return switch (member.start()) {
      case STARTS -> will + " start";
      case BUT -> will + " start, but " + reason(member, Start.BUT);
      case HANGS -> will + " run and never serve: " + reason(member, Start.HANGS);
      case REFUSES -> will + " not start: " + reason(member, Start.REFUSES);
    };
  }

  private static String reason(Examination member, Start start) {
    Diagnosis first =
        member.diagnoses().stream().filter(one -> one.start() == start).findFirst().orElseThrow();
    boolean isNoted = first.entry().start() == start && !first.entry().startNote().isEmpty();
    return first.finding().code()
        + ", "
        + (isNoted ? first.entry().startNote() : first.finding().message());
  }

  /** {@code ; 2 errors and 1 warning}; nothing without any. */
  public static String counts(Examination member) {
    long warnings = member.count(Severity.WARNING);
    long errors = member.count(Severity.ERROR);
    if (errors + warnings == 0) {
      return "";
    }
    return "; "
        + (errors == 0 ? "" : Texts.count(errors, "error") + (warnings == 0 ? "" : " and "))
        + (warnings == 0 ? "" : Texts.count(warnings, "warning"));
  }

  /** What a start does over one finding. */
  public static String start(Diagnosis diagnosis) {
    boolean isUsual = diagnosis.start() == diagnosis.entry().start();
    String note = isUsual ? diagnosis.entry().startNote() : "";
    return switch (diagnosis.start()) {
          case STARTS -> "a server starts";
          case BUT -> "a server starts, but" + (note.isEmpty() ? " with this wrong" : "");
          case HANGS -> "a server runs and never serves";
          case REFUSES -> "a server does not start";
        }
        + (note.isEmpty() ? "" : ": " + note);
  }

  /**
   * Each command once, those first without which no server starts, then those of the worst
   * findings; notes ask for nothing.
   */
  static List<String> next(List<Examination> members, Optional<Comparison> comparison) {
    Set<String> lines = new LinkedHashSet<>();
    Stream<Diagnosis> between = comparison.stream().flatMap(part -> part.diagnoses().stream());
    between.filter(Verdicts::asks).forEach(one -> lines.addAll(one.next()));
    members.forEach(member -> lines.addAll(next(member)));
    return List.copyOf(lines);
  }

  private static List<String> next(Examination member) {
    List<Diagnosis> asking = member.diagnoses().stream().filter(Verdicts::asks).toList();
    boolean isAlone =
        member.identity().members().filter(known -> known.members().size() == 1).isPresent();
    boolean isNothingServing = isAlone && isStopping(member.start()) && !member.identity().isLive();
    return Stream.concat(
            asking.stream().filter(one -> isStopping(one.start())),
            asking.stream().filter(one -> !isStopping(one.start())))
        .flatMap(one -> one.next().stream())
        .filter(line -> !isNothingServing || !line.startsWith(OF_A_SERVER))
        .toList();
  }

  private static boolean asks(Diagnosis one) {
    return one.finding().severity() != Severity.INFO;
  }

  private static boolean isStopping(Start start) {
    return start == Start.REFUSES || start == Start.HANGS;
  }

  /** What came of two members that were held against each other. */
  public static String words(Pair pair) {
    String logs = pair.logs().map(Verdicts::words).orElse("no logs to compare");
    String stores = pair.stores().map(Verdicts::words).orElse("no stores to compare");
    return logs + "; " + stores;
  }

  private static String words(LogComparison logs) {
    if (logs.compared() == 0) {
      return "no committed entry in common";
    }
    return logs.firstDivergent().isPresent()
        ? "logs differ from index " + logs.firstDivergent().getAsLong() + " on"
        : Texts.count(logs.compared()) + " entries up to index " + logs.to() + " are the same";
  }

  private static String words(StoreComparison stores) {
    if (stores.isWithoutOverlap()) {
      return "no revision in common";
    }
    return stores
        .first()
        .map(first -> "stores differ from revision " + first.revision() + " on")
        .orElseGet(() ->
            Texts.count(stores.records())
                + " records up to revision "
                + stores.upTo()
                + " are the same");
  }
}
