package io.drydock.tools.wal.dump;

import io.drydock.formats.Extent;
import io.drydock.formats.Located;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKind;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalRecord.EntryRecord;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.tools.wal.log.RecordKind;
import java.util.Optional;

/** One row of a dump. */
public sealed interface DumpRow {

  /** Name of the segment. */
  String segment();

  /** The bytes in the file. */
  Extent at();

  /** A good record that is no entry. */
  record Plain(String segment, RecordKind kind, Located<WalRecord> located, boolean isCrcChecked)
      implements DumpRow {
    @Override
    public Extent at() {
      return located.at();
    }
  }

  /** A good entry; its data is decoded when it is asked for. */
  final class Entry implements DumpRow {
    private final String segment;
    private final Extent at;
    private final EntryRecord entry;
    private final boolean isCrcChecked;
    private final Optional<EntryFates.Fate> fate;
    private Optional<EntryPayload> payload = Optional.empty();

    Entry(
        String segment,
        Extent at,
        EntryRecord entry,
        boolean isCrcChecked,
        Optional<EntryFates.Fate> fate) {
      this.segment = segment;
      this.at = at;
      this.entry = entry;
      this.isCrcChecked = isCrcChecked;
      this.fate = fate;
    }

    @Override
    public String segment() {
      return segment;
    }

    @Override
    public Extent at() {
      return at;
    }

    EntryRecord entry() {
      return entry;
    }

    boolean isCrcChecked() {
      return isCrcChecked;
    }

    /** What becomes of it; empty while the log grows and the commit may still reach it. */
    Optional<EntryFates.Fate> fate() {
      return fate;
    }

    RequestKind requestKind() {
      if (payload.isPresent()) {
        return payload.get().kind();
      }
      return EntryDecoder.peekKind(entry.entryType(), entry.payload());
    }

    EntryPayload payload() {
      if (payload.isEmpty()) {
        payload = Optional.of(EntryDecoder.decode(entry.entryType(), entry.payload()));
      }
      return payload.get();
    }
  }

  /**
   * Bytes that cannot be read.
   *
   * @param reason what is wrong with them
   * @param damaged the record there, as far as it can be made out; it need not be what was written
   */
  record Gap(String segment, Extent at, String reason, Optional<Located<WalRecord>> damaged)
      implements DumpRow {}
}
