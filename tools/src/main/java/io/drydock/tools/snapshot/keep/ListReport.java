package io.drydock.tools.snapshot.keep;

import io.drydock.formats.member.ClusterId;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a folder of backups holds.
 *
 * @param folder as named
 * @param now what ages are counted to
 * @param snapshots newest first
 */
record ListReport(Path folder, Instant now, List<Listed> snapshots) implements Report {

  ListReport {
    snapshots = List.copyOf(snapshots);
  }

  boolean hasWrong() {
    return snapshots.stream().anyMatch(each -> each.state().isWrong());
  }

  @Override
  public String schema() {
    return "snapshot.list/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("folder", folder.toString())
        .objects("snapshots", snapshots, (each, listed) -> listed.json(each));
  }

  @Override
  public void page(Page page) {
    page.table(
        List.of(
            Column.left("FILE", each -> each.file().getFileName().toString()),
            Column.right("AGE", each -> age(Duration.between(each.taken(), now))),
            Column.right("SIZE", each -> each.bytes().map(Texts::bytes).orElse("-")),
            Column.right("REVISION", ListReport::revision),
            Column.left("CLUSTER", each -> each.cluster().map(ClusterId::hex).orElse("-")),
            Column.left("STATE", each -> each.state().toString()),
            Column.left("GAP", ListReport::gap)),
        snapshots);
    snapshots.forEach(each -> each.remark().ifPresent(page::line));
    page.line(sentence(page));
  }

  private static String revision(Listed listed) {
    return listed
        .manifest()
        .map(manifest -> Long.toString(manifest.content().revisions().current()))
        .orElse("-");
  }

  private static String gap(Listed listed) {
    Optional<Duration> gap = listed.gap();
    return gap.map(length -> age(length) + " after the one before").orElse("");
  }

  /** In the two largest units: {@code 3d 4h}, {@code 5m 2s}. */
  static String age(Duration age) {
    if (age.isNegative()) {
      return "in the future";
    }
    if (age.toDays() > 0) {
      return age.toDays() + "d " + age.toHoursPart() + "h";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h " + age.toMinutesPart() + "m";
    }
    return age.toMinutes() > 0
        ? age.toMinutes() + "m " + age.toSecondsPart() + "s"
        : age.toSeconds() + "s";
  }

  private String sentence(Page page) {
    long good =
        snapshots.stream()
            .filter(each -> !each.state().isWrong() && each.manifest().isPresent())
            .count();
    String newest =
        snapshots.stream()
            .filter(each -> !each.state().isWrong() && each.manifest().isPresent())
            .findFirst()
            .map(each -> Duration.between(each.taken(), now))
            .map(age -> ", the newest " + age(age) + (age.isNegative() ? "" : " old"))
            .orElse("");
    String summary =
        Texts.count(good, "proven snapshot") + " of " + Texts.count(snapshots.size()) + newest;
    return hasWrong() ? page.paint().bad("not all are there as proven") + ": " + summary : summary;
  }
}
