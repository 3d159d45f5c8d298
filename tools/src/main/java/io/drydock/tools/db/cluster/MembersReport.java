package io.drydock.tools.db.cluster;

import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a database says of the cluster.
 *
 * @param source the database
 * @param state its small buckets
 */
record MembersReport(DbSource source, BackendState state) implements Report {

  @Override
  public String schema() {
    return "db.members/1";
  }

  @Override
  public void json(Json json) throws IOException {
    MemberAuthority authority = MemberAuthority.of(state);
    source.json(json);
    json.string("cluster_version", state.cluster().clusterVersion());
    if (authority.isRead().isPresent()) {
      json.bool("read_by_its_server", authority.isRead().get());
    }
    json.strings("notes", authority.notes()).objects("members", members(), MembersReport::json);
    json.strings("removed", ids(state.cluster().removedMembers()));
    if (state.cluster().downgrade().isPresent()) {
      BackendRow.Downgrade downgrade = state.cluster().downgrade().get();
      json.object(
          "downgrade",
          each -> {
            each.string("target_version", downgrade.targetVersion())
                .bool("enabled", downgrade.isEnabled());
          });
    }
    if (state.meta().confState().isPresent()) {
      ConfState stored = state.meta().confState().get();
      json.object(
          "conf_state",
          each -> {
            each.strings("voters", hex(stored.getVotersList()))
                .strings("learners", hex(stored.getLearnersList()))
                .strings("voters_outgoing", hex(stored.getVotersOutgoingList()))
                .strings("learners_next", hex(stored.getLearnersNextList()))
                .bool("auto_leave", stored.getAutoLeave());
          });
    }
  }

  private static void json(Json json, MemberRecord member) throws IOException {
    json.id("id", member.id().value())
        .string("name", member.attributes().name())
        .strings("peer_urls", member.raft().peerUrls())
        .strings("client_urls", member.attributes().clientUrls())
        .bool("learner", member.raft().isLearner());
  }

  @Override
  public void page(Page page) {
    page.heading(Texts.count(members().size(), "member"));
    page.table(
        List.of(
            Column.left("ID", member -> member.id().hex()),
            Column.left("NAME", MembersReport::name),
            Column.left("KIND", member -> member.raft().isLearner() ? "learner" : "voter"),
            Column.left("PEER URLS", member -> urls(member.raft().peerUrls())),
            Column.left("CLIENT URLS", member -> urls(member.attributes().clientUrls()))),
        members());
    page.heading("Cluster");
    page.fact("version", state.cluster().clusterVersion().orElse("not stored"));
    page.fact("removed", orNone(ids(state.cluster().removedMembers())));
    page.fact("downgrade", downgrade());
    page.fact("conf state", state.meta().confState().map(MembersReport::text).orElse("not stored"));
    page.line("");
    MemberAuthority.of(state).notes().forEach(note -> page.line("note: " + note));
  }

  private static String name(MemberRecord member) {
    return member.isStarted() ? member.attributes().name() : "(not started)";
  }

  private String downgrade() {
    return state
        .cluster()
        .downgrade()
        .filter(BackendRow.Downgrade::isEnabled)
        .map(downgrade -> "to " + downgrade.targetVersion() + ", under way")
        .orElse("none");
  }

  private static String text(ConfState stored) {
    String learners =
        stored.getLearnersCount() == 0
            ? ""
            : "; learners " + String.join(", ", hex(stored.getLearnersList()));
    String outgoing =
        stored.getVotersOutgoingCount() == 0
            ? ""
            : "; leaving " + String.join(", ", hex(stored.getVotersOutgoingList()));
    return "voters " + orNone(hex(stored.getVotersList())) + learners + outgoing;
  }

  private List<MemberRecord> members() {
    return state.cluster().members().stream().map(Located::value).toList();
  }

  private static String urls(List<String> urls) {
    return urls.isEmpty() ? "-" : String.join(", ", urls);
  }

  private static String orNone(List<String> texts) {
    return texts.isEmpty() ? "none" : String.join(", ", texts);
  }

  private static List<String> ids(List<MemberId> ids) {
    return ids.stream().map(MemberId::hex).toList();
  }

  private static List<String> hex(List<Long> ids) {
    return ids.stream().map(Long::toHexString).collect(Collectors.toList());
  }
}
