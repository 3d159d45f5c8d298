package io.drydock.tools.snapshot.save;

import io.drydock.tools.client.MemberStatus;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The members that were asked, with what they said. */
final class MemberTable {

  private MemberTable() {}

  static void json(Json json, List<Candidate> members, Candidate chosen) throws IOException {
    json.objects(
        "members",
        members,
        (each, member) -> {
          each.string("endpoint", member.endpoint().text())
              .bool("chosen", member.equals(chosen))
              .string("role", member.role());
          if (member.status().isPresent()) {
            MemberStatus status = member.status().get();
            each.string("cluster_id", status.clusterId().hex())
                .string("member_id", status.memberId().hex())
                .string("etcd_version", status.etcdVersion())
                .number("db_bytes", status.dbBytes())
                .u64("applied_index", status.appliedIndex());
          }
        });
  }

  static void draw(Page page, List<Candidate> members, Candidate chosen) {
    page.table(
        List.of(
            Column.left("ENDPOINT", each -> each.endpoint().text()),
            Column.left("MEMBER", each -> of(each, status -> status.memberId().hex())),
            Column.left("ETCD", each -> of(each, MemberStatus::etcdVersion)),
            Column.right("DATABASE", each -> of(each, status -> Texts.bytes(status.dbBytes()))),
            Column.left("ROLE", Candidate::role),
            Column.left("", each -> each.equals(chosen) ? "this one" : "")),
        members);
  }

  private static String of(Candidate member, Function<MemberStatus, String> fact) {
    Optional<MemberStatus> status = member.status();
    return status.map(fact).orElse("");
  }
}
