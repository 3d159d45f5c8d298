package io.drydock.tools.fsck.examine;

import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.wal.replay.LogReplay;
import java.util.List;
import java.util.Optional;

/** How a member with sound peers is made anew: removed, and added again with an empty directory. */
public final class Rejoin {

  private Rejoin() {}

  /** Command lines; words in capitals where the directory does not tell. */
  public static List<String> lines(Optional<LogReplay.Owner> owner, Optional<Membership> members) {
    Optional<MemberId> own = owner.map(one -> new MemberId(one.nodeId()));
    Optional<MemberRecord> record = own.flatMap(id -> members.flatMap(known -> known.member(id)));
    String name =
        record.map(one -> one.attributes().name()).filter(text -> !text.isEmpty()).orElse("NAME");
    String urls =
        record
            .map(one -> String.join(",", one.raft().peerUrls()))
            .filter(text -> !text.isEmpty())
            .orElse("URL");
    String remove =
        own.map(id -> "etcdctl member remove " + id.hex())
            .orElse(
                "etcdctl member remove ID  # if it has peers; `etcdctl member list` tells the id");
    return List.of(
        remove,
        "etcdctl member add "
            + name
            + " --peer-urls="
            + urls
            + "  # then start it with an empty directory and --initial-cluster-state existing");
  }
}
