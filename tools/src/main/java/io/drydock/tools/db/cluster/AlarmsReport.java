package io.drydock.tools.db.cluster;

import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.ClusterState;
import io.drydock.formats.member.MemberId;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The raised alarms.
 *
 * @param source the database
 * @param cluster its alarms, and the names of its members
 */
record AlarmsReport(DbSource source, ClusterState cluster) implements Report {

  @Override
  public String schema() {
    return "db.alarms/1";
  }

  @Override
  public void json(Json json) throws IOException {
    source.json(json);
    json.objects(
        "alarms",
        alarms(),
        (each, alarm) -> {
          each.id("member_id", alarm.memberId().value())
              .string("member_name", name(alarm.memberId()))
              .string("alarm", alarm.kindName());
        });
  }

  @Override
  public void page(Page page) {
    if (alarms().isEmpty()) {
      page.line("no alarm is raised");
    }
    page.table(
        List.of(
            Column.left("MEMBER", alarm -> alarm.memberId().hex()),
            Column.left("NAME", alarm -> name(alarm.memberId()).orElse("-")),
            Column.left("ALARM", BackendRow.Alarm::kindName),
            Column.left("EFFECT", alarm -> effect(alarm.kind()))),
        alarms());
  }

  /** What etcd does while the alarm is raised, wherever it was raised (3.4 to 3.7). */
  static String effect(int kind) {
    return switch (kind) {
      case BackendRow.Alarm.NOSPACE ->
          "the cluster refuses puts until space is freed and the alarm is disarmed";
      case BackendRow.Alarm.CORRUPT ->
          "the cluster refuses all reads and writes: members disagree about the data";
      default -> "not an alarm that is known here";
    };
  }

  private List<BackendRow.Alarm> alarms() {
    return cluster.alarms().stream().map(Located::value).toList();
  }

  private Optional<String> name(MemberId id) {
    return cluster.members().stream()
        .map(Located::value)
        .filter(member -> member.id().equals(id) && member.isStarted())
        .map(member -> member.attributes().name())
        .findFirst();
  }
}
