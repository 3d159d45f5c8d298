package io.drydock.tools.wal.dump;

import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalRecord.CrcRecord;
import io.drydock.formats.wal.WalRecord.EntryRecord;
import io.drydock.formats.wal.WalRecord.HardStateRecord;
import io.drydock.formats.wal.WalRecord.MetadataRecord;
import io.drydock.formats.wal.WalRecord.SnapshotRecord;
import io.drydock.formats.wal.WalRecord.UnknownRecord;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.tools.output.Paint;
import io.drydock.tools.wal.request.RequestText;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A row of a dump as one line. */
final class RecordText {

  private static final int PLACE_COLUMNS = 52;
  private static final int KIND_COLUMNS = 10;
  private static final int POSITION_COLUMNS = 10;
  private static final int FATE_COLUMNS = 16;
  private static final HexFormat HEX = HexFormat.of();

  private final Shown shown;
  private final RequestText requests;

  RecordText(Shown shown) {
    this.shown = shown;
    this.requests = new RequestText(shown.valueBytes(), shown.areSecretsShown());
  }

  String line(DumpRow row, Paint paint) {
    return paint.dim(pad(place(row), PLACE_COLUMNS)) + rest(row, paint);
  }

  /** {@code segment:0xoffset:length}. */
  private static String place(DumpRow row) {
    return row.segment() + ":0x" + Long.toHexString(row.at().offset()) + ":" + row.at().length();
  }

  private String rest(DumpRow row, Paint paint) {
    return switch (row) {
      case DumpRow.Gap gap -> paint.bad(pad(kind(row), KIND_COLUMNS) + detail(gap));
      case DumpRow.Plain plain -> pad(kind(row), KIND_COLUMNS) + detail(plain);
      case DumpRow.Entry entry ->
          pad(kind(row), KIND_COLUMNS)
              + pad(entry.entry().position().toString(), POSITION_COLUMNS)
              + paintFate(entry, paint)
              + detail(entry);
    };
  }

  private static String paintFate(DumpRow.Entry entry, Paint paint) {
    String word = pad(fate(entry), FATE_COLUMNS);
    boolean isUsual =
        entry
            .fate()
            .filter(fate ->
                fate == EntryFates.Fate.COMMITTED || fate == EntryFates.Fate.BEFORE_SNAPSHOT)
            .isPresent();
    return isUsual ? paint.dim(word) : paint.warn(word);
  }

  /** What the row is. */
  static String kind(DumpRow row) {
    return switch (row) {
      case DumpRow.Gap _ -> "gap";
      case DumpRow.Plain plain -> plain.kind().word();
      case DumpRow.Entry _ -> "entry";
    };
  }

  static String fate(DumpRow.Entry entry) {
    return entry
        .fate()
        .map(fate -> fate.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .orElse("pending");
  }

  /** What the row says. */
  String detail(DumpRow row) {
    return switch (row) {
      case DumpRow.Gap gap ->
          gap.reason()
              + gap.damaged()
                  .map(damaged -> "; it claims to be " + claims(damaged.value()))
                  .orElse("");
      case DumpRow.Plain plain ->
          text(plain.located().value()) + (plain.isCrcChecked() ? "" : " (checksum not known)");
      case DumpRow.Entry entry ->
          (shown.isRaw() ? raw(entry.entry()) : requests.of(entry.requestKind(), entry.payload()))
              + (entry.isCrcChecked() ? "" : " (checksum not known)");
    };
  }

  private String text(WalRecord record) {
    if (shown.isRaw()) {
      return raw(record);
    }
    return switch (record) {
      case MetadataRecord metadata ->
          "member=%s cluster=%s"
              .formatted(
                  Long.toHexString(metadata.nodeId()), Long.toHexString(metadata.clusterId()));
      case HardStateRecord state -> state(state);
      case SnapshotRecord snapshot ->
          snapshot.position() + snapshot.confState().map(RecordText::members).orElse("");
      case CrcRecord crc -> HEX.toHexDigits(crc.envelope().crc());
      case EntryRecord entry -> entry.position().toString();
      case UnknownRecord unknown -> "type=" + unknown.envelope().type() + " data=" + raw(unknown);
    };
  }

  private static String claims(WalRecord record) {
    return switch (record) {
      case EntryRecord entry -> "entry " + entry.position();
      case HardStateRecord state -> "a state with " + state(state);
      case SnapshotRecord snapshot -> "snapshot " + snapshot.position();
      case MetadataRecord _ -> "metadata";
      case CrcRecord crc -> "the checksum " + HEX.toHexDigits(crc.envelope().crc());
      case UnknownRecord unknown -> "of type " + unknown.envelope().type();
    };
  }

  private static String state(HardStateRecord state) {
    return "term=%s vote=%s commit=%s"
        .formatted(
            Long.toUnsignedString(state.term()),
            Long.toHexString(state.vote()),
            Long.toUnsignedString(state.commit()));
  }

  private static String members(ConfState members) {
    return ids(" voters=", members.getVotersList())
        + ids(" learners=", members.getLearnersList())
        + ids(" voters_outgoing=", members.getVotersOutgoingList())
        + ids(" learners_next=", members.getLearnersNextList());
  }

  private static String ids(String name, List<Long> ids) {
    return ids.isEmpty()
        ? ""
        : name + ids.stream().map(Long::toHexString).collect(Collectors.joining(",", "[", "]"));
  }

  private String raw(WalRecord record) {
    MemorySegment data = record.envelope().dataView();
    if (RawData.isHidden(record, shown)) {
      return "(redacted, " + data.byteSize() + " bytes)";
    }
    long length = Math.min(data.byteSize(), shown.valueBytes());
    String hex = HEX.formatHex(data.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    return hex + (length < data.byteSize() ? "… (" + data.byteSize() + " B)" : "");
  }

  private static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(1, columns - text.length()));
  }
}
