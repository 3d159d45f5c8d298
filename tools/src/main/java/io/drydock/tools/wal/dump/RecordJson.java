package io.drydock.tools.wal.dump;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalRecord.CrcRecord;
import io.drydock.formats.wal.WalRecord.EntryRecord;
import io.drydock.formats.wal.WalRecord.HardStateRecord;
import io.drydock.formats.wal.WalRecord.MetadataRecord;
import io.drydock.formats.wal.WalRecord.SnapshotRecord;
import io.drydock.formats.wal.WalRecord.UnknownRecord;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.tools.output.Json;
import io.drydock.tools.wal.log.RecordKind;
import io.drydock.tools.wal.request.RequestJson;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** A row of a dump as a JSON object. */
final class RecordJson {

  private static final HexFormat HEX = HexFormat.of();
  private static final String[] FATES = fates();

  private final Shown shown;
  private final RequestJson requests;

  RecordJson(Shown shown) {
    this.shown = shown;
    this.requests = new RequestJson(shown.valueBytes(), shown.areSecretsShown());
  }

  void write(Json json, DumpRow row) throws IOException {
    json.string("segment", row.segment())
        .number("offset", row.at().offset())
        .number("length", row.at().length());
    switch (row) {
      case DumpRow.Plain plain -> {
        head(json, plain.kind(), plain.located().value(), plain.isCrcChecked());
        body(json, plain.located().value());
      }
      case DumpRow.Entry entry -> write(json, entry);
      case DumpRow.Gap gap -> {
        json.string("kind", "gap").string("reason", gap.reason());
        if (gap.damaged().isPresent()) {
          WalRecord claimed = gap.damaged().get().value();
          json.object("claims", fields -> claims(fields, claimed));
        }
      }
    }
  }

  private void write(Json json, DumpRow.Entry row) throws IOException {
    EntryRecord entry = row.entry();
    head(json, RecordKind.ENTRY, entry, row.isCrcChecked());
    json.u64("term", entry.term())
        .u64("index", entry.index())
        .string("fate", row.fate().isEmpty() ? "pending" : FATES[row.fate().get().ordinal()])
        .number("entry_type", entry.entryType())
        .number("data_bytes", entry.payload().byteSize());
    if (shown.isRaw()) {
      raw(json, entry);
    } else {
      EntryPayload payload = row.payload();
      requests.write(json, payload.kind(), payload);
    }
  }

  private static void head(Json json, RecordKind kind, WalRecord record, boolean isCrcChecked)
      throws IOException {
    json.string("kind", kind.word());
    json.string("crc", HEX.toHexDigits(record.envelope().crc()));
    if (!isCrcChecked) {
      json.bool("crc_unchecked", true);
    }
  }

  private void body(Json json, WalRecord record) throws IOException {
    if (shown.isRaw()) {
      raw(json, record);
      return;
    }
    switch (record) {
      case MetadataRecord metadata ->
          json.id("member_id", metadata.nodeId()).id("cluster_id", metadata.clusterId());
      case HardStateRecord state ->
          json.u64("term", state.term()).id("vote", state.vote()).u64("commit", state.commit());
      case SnapshotRecord snapshot -> {
        position(json, snapshot.position());
        if (snapshot.confState().isPresent()) {
          ConfState members = snapshot.confState().get();
          json.object("conf_state", fields -> confState(fields, members));
        }
      }
      case EntryRecord entry -> position(json, entry.position());
      case CrcRecord _ -> {} // its checksum is all of it
      case UnknownRecord unknown -> {
        json.i64("type", unknown.envelope().type());
        raw(json, unknown);
      }
    }
  }

  /** Of a damaged record only what tells which one it was. */
  private static void claims(Json json, WalRecord record) throws IOException {
    json.i64("type", record.envelope().type());
    json.string("crc", HEX.toHexDigits(record.envelope().crc()));
    switch (record) {
      case EntryRecord entry -> position(json, entry.position());
      case SnapshotRecord snapshot -> position(json, snapshot.position());
      case HardStateRecord state ->
          json.u64("term", state.term()).id("vote", state.vote()).u64("commit", state.commit());
      case MetadataRecord _, CrcRecord _, UnknownRecord _ -> {} // the type says enough
    }
  }

  private static void position(Json json, LogPosition position) throws IOException {
    json.u64("term", position.term()).u64("index", position.index());
  }

  private static void confState(Json json, ConfState members) throws IOException {
    ids(json, "voters", members.getVotersList());
    ids(json, "learners", members.getLearnersList());
    ids(json, "voters_outgoing", members.getVotersOutgoingList());
    ids(json, "learners_next", members.getLearnersNextList());
    json.bool("auto_leave", members.getAutoLeave());
  }

  private static void ids(Json json, String name, List<Long> ids) throws IOException {
    json.strings(name, ids.stream().map(Long::toHexString).toList());
  }

  private void raw(Json json, WalRecord record) throws IOException {
    ByteString data = UnsafeByteOperations.unsafeWrap(record.envelope().dataView().asByteBuffer());
    if (RawData.isHidden(record, shown)) {
      json.string("data_redacted", "(redacted, " + data.size() + " bytes)");
    } else {
      boolean isCut = data.size() > shown.valueBytes();
      ByteString part = isCut ? data.substring(0, shown.valueBytes()) : data;
      json.string("data_hex", HEX.formatHex(part.toByteArray()));
      if (isCut) {
        json.bool("data_cut", true);
      }
    }
  }

  private static String[] fates() {
    var words = new String[EntryFates.Fate.values().length];
    for (EntryFates.Fate fate : EntryFates.Fate.values()) {
      words[fate.ordinal()] = fate.name().toLowerCase(Locale.ROOT);
    }
    return words;
  }
}
