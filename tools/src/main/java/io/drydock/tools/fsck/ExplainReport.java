package io.drydock.tools.fsck;

import io.drydock.tools.fsck.catalogue.Advice;
import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.fsck.catalogue.Start;
import io.drydock.tools.fsck.catalogue.Wording;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The answer of {@code fsck explain}.
 *
 * @param found what was asked for, most telling first; empty when it is not known
 * @param nearest what is most like it, when nothing was found
 */
record ExplainReport(List<Entry> found, Optional<Entry> nearest) implements Report {

  ExplainReport {
    found = List.copyOf(found);
  }

  @Override
  public String schema() {
    return "fsck.explain/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.objects("explanations", found, ExplainReport::fields);
    json.string("nearest", nearest.map(Entry::code));
  }

  static void fields(Json json, Entry entry) throws IOException {
    json.string("code", entry.code()).string("cause", entry.cause());
    if (!entry.isMessage()) {
      json.string("start", entry.start().word());
      json.string("start_note", Optional.of(entry.startNote()).filter(note -> !note.isEmpty()));
    }
    json.string("lost", entry.loss().answer().word())
        .string("lost_reason", entry.loss().reason())
        .strings("look", general(entry.advice().look()))
        .strings("run", general(entry.advice().run()))
        .bool("rejoin", entry.advice().isRejoin())
        .strings("says", wordings(entry))
        .strings("codes", entry.says().codes());
  }

  @Override
  public void page(Page page) {
    if (found.isEmpty()) {
      page.line("nothing is known of this");
      nearest.ifPresentOrElse(
          entry -> page.line("the nearest is " + entry.code() + ": " + entry.cause()),
          () -> page.line("'drydock fsck explain' lists all codes; fsck DIR looks for itself"));
      return;
    }
    explain(page, found.getFirst());
    if (found.size() > 1) {
      page.line("");
      page.line("In the same text:");
      found.stream()
          .skip(1)
          .forEach(entry -> page.line("  " + entry.code() + "  " + entry.cause(), 4));
    }
  }

  private static void explain(Page page, Entry entry) {
    page.heading(entry.code());
    page.fact("cause", entry.cause());
    if (!entry.isMessage()) {
      page.fact("start", words(entry.start()) + note(entry.startNote()));
    }
    page.fact("data lost", entry.loss().answer().word() + note(entry.loss().reason()));
    lines(page, "look at", general(entry.advice().look()));
    lines(page, "then run", general(entry.advice().run()));
    if (entry.advice().isRejoin()) {
      page.fact(
          "or", "with sound peers: remove the member, and add it again with an empty directory");
    }
    lines(page, "etcd says", wordings(entry));
    lines(page, "fsck finds", entry.says().codes());
  }

  private static void lines(Page page, String label, List<String> lines) {
    if (!lines.isEmpty()) {
      page.fact(label, String.join("\n", lines));
    }
  }

  private static List<String> general(List<String> lines) {
    return lines.stream().map(Advice::general).toList();
  }

  private static List<String> wordings(Entry entry) {
    return entry.says().wordings().stream().map(Wording::text).toList();
  }

  private static String words(Start start) {
    return switch (start) {
      case STARTS -> "a server starts";
      case BUT -> "a server starts, but";
      case HANGS -> "a server runs and never serves";
      case REFUSES -> "a server does not start";
    };
  }

  private static String note(String text) {
    return text.isEmpty() ? "" : ": " + text;
  }
}
