package io.drydock.tools.fsck.examine;

import io.drydock.formats.Finding;
import io.drydock.formats.Located;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalRecord.MetadataRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.check.WalCode;
import io.drydock.formats.wal.replay.LogReplay;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the segments say about whose log it is, as far as a server reads them: one that ends the
 * reading before the metadata says nothing, whatever lies behind. Filled while the log is read, by
 * one thread.
 */
final class LogHeads {

  /** A server reads none of a segment behind these. */
  private static final Set<String> ENDING =
      EnumSet.of(WalCode.TORN, WalCode.TORN_LONG, WalCode.TORN_INSIDE, WalCode.HIDDEN).stream()
          .map(WalCode::code)
          .collect(Collectors.toUnmodifiableSet());

  private final Set<String> ended = new HashSet<>();
  private final Map<String, Bytes> metadata = new HashMap<>();
  private Optional<LogReplay.Owner> claimed = Optional.empty();

  void finding(Finding finding) {
    if (ENDING.contains(finding.code())) {
      ended.add(finding.at().file());
    }
  }

  void record(WalCursor cursor) {
    if (cursor.type() == WalEnvelope.METADATA && cursor.metadataNodeId() != 0) {
      String file = cursor.at().file();
      if (!ended.contains(file)) {
        metadata.putIfAbsent(file, cursor.record().value().envelope().data());
      }
    }
  }

  void damaged(Located<WalRecord> record) {
    if (record.value() instanceof MetadataRecord it) {
      claimed = Optional.of(new LogReplay.Owner(it.nodeId(), it.clusterId()));
    }
  }

  /** Whose log it is by a damaged record of that; needs proof. */
  Optional<LogReplay.Owner> claimed() {
    return claimed;
  }

  /** A server that reads these segments learns who it is. */
  boolean isNamedIn(List<WalSegment> segments) {
    return segments.stream().anyMatch(one -> metadata.containsKey(one.path().toString()));
  }

  /** These segments name different members or clusters. */
  boolean isConflictIn(List<WalSegment> segments) {
    return segments.stream()
            .flatMap(one -> Optional.ofNullable(metadata.get(one.path().toString())).stream())
            .distinct()
            .count()
        > 1;
  }
}
