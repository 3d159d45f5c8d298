package io.drydock.tools.etcdutl;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.tools.etcdutl.cobra.Exit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which entries of a log a {@code backup} keeps. Those that it does not keep become empty ones, so
 * that all others keep their places.
 *
 * @param log where it tells which
 * @param withV3 entries of the v3 API stay
 */
record BackupEntries(Log log, boolean withV3) {

  private static final int ERROR = 1;
  private static final int PRINTABLE_FROM = 0x20;
  private static final int PRINTABLE_TO = 0x7f;
  private static final int OCTET = 0xff;
  private static final Pattern ATTRIBUTES =
      Pattern.compile("/0/members/[0-9A-Fa-f]{1,16}/attributes");

  /** The entry, or an empty one in its place. */
  Entry translated(Entry entry) {
    if (entry.getType() == EntryType.EntryConfChange) {
      log.info("ignoring EntryConfChange raft entry");
      return empty(entry);
    }
    EntryPayload payload = EntryDecoder.decode(entry);
    if (payload instanceof EntryPayload.Undecodable(var _, String reason)) {
      throw new Exit(ERROR, "entry " + entry.getIndex() + " of the log: " + reason);
    }
    if (payload.v2().isPresent()) {
      return isAboutMember(payload.v2().get(), entry) ? empty(entry) : entry;
    }
    if (payload instanceof EntryPayload.InternalRequest(var request)) {
      if (request.hasClusterMemberAttrSet()) {
        log.info("ignoring cluster_member_attr_set");
        return empty(entry);
      }
      if (!withV3 && request.hasHeader()) {
        log.info("ignoring v3 raft entry");
        return empty(entry);
      }
    }
    return entry;
  }

  private static Entry empty(Entry entry) {
    return RaftMessages.entry(
        EntryType.EntryNormal,
        new LogPosition(entry.getTerm(), entry.getIndex()),
        Optional.empty());
  }

  private boolean isAboutMember(Request request, Entry entry) {
    String path = request.getPath().toStringUtf8();
    boolean isPut = request.getMethod().toStringUtf8().equals("PUT");
    if (!isPut || !ATTRIBUTES.matcher(path).find()) {
      return false;
    }
    log.info(
        "ignoring member attribute update on", Fields.of("entry", text(entry), "v2Req.Path", path));
    return true;
  }

  /** As Go's text form of protobuf has it. */
  private static String text(Entry entry) {
    return "Term:"
        + entry.getTerm()
        + " Index:"
        + entry.getIndex()
        + " Data:"
        + quoted(entry)
        + " ";
  }

  private static String quoted(Entry entry) {
    ByteString data = entry.getData();
    var text = new StringBuilder("\"");
    for (byte octet : data) {
      switch (octet) {
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        default -> {
          int value = octet & OCTET;
          if (value >= PRINTABLE_FROM && value < PRINTABLE_TO) {
            text.append((char) value);
          } else {
            text.append("\\%03o".formatted(value));
          }
        }
      }
    }
    return text.append('"').toString();
  }
}
