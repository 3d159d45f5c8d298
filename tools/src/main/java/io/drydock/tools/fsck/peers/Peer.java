package io.drydock.tools.fsck.peers;

import io.drydock.formats.member.MemberId;
import io.drydock.tools.compare.EntryDigests;
import io.drydock.tools.compare.LogComparison;
import io.drydock.tools.fsck.examine.Examination;
import java.nio.file.Path;

/**
 * A member to be compared.
 *
 * @param examination what is known of it by itself
 * @param entries of its log
 */
public record Peer(Examination examination, EntryDigests entries) {

  /** How it calls itself: by name, else by id; its directory when it does neither. */
  String ownName() {
    String name = examination.identity().name();
    return name.isEmpty()
        ? examination
            .identity()
            .owner()
            .map(owner -> new MemberId(owner.nodeId()).hex())
            .orElse(examination.directory())
        : name;
  }

  Path directory() {
    return Path.of(examination.directory());
  }

  /** Its log, and how far that is known to be committed. */
  LogComparison.Side log() {
    var progress = examination.identity().progress();
    long committed =
        Long.compareUnsigned(progress.commit(), progress.applied()) >= 0
            ? progress.commit()
            : progress.applied();
    return new LogComparison.Side(entries, committed);
  }

  boolean hasStore() {
    return examination.identity().progress().revision() > 0;
  }
}
