package io.drydock.formats.wal.check;

import io.drydock.formats.Extent;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalSegment;
import java.nio.file.Path;

/** What the names in a WAL directory tell, before any file is opened. */
final class DirectoryCheck {

  private final Report report;
  private final WalCheck.Mode mode;

  DirectoryCheck(Report report, WalCheck.Mode mode) {
    this.report = report;
    this.mode = mode;
  }

  void check(WalDirectory directory) {
    directory.ignored().forEach(this::checkIgnored);
    if (directory.segments().isEmpty()) {
      report.add(WalCode.EMPTY, at(directory.folder()), "no segment: no *.wal file");
    }
    for (WalSegment segment : directory.segments()) {
      if (!segment.name().isNameOf(segment.path().getFileName().toString())) {
        report.add(WalCode.NAME, at(segment.path()), "etcd would have named it " + segment.name());
      }
    }
    directory.gaps().forEach(this::addGap);
  }

  private void checkIgnored(WalDirectory.Ignored ignored) {
    boolean isNamedLikeASegment = ignored.path().toString().endsWith(WalFileName.SUFFIX);
    switch (ignored.kind()) {
      case BROKEN_COPY ->
          report.add(
              WalCode.BROKEN_COPY,
              at(ignored.path()),
              "copy of a torn segment, kept by a server that repaired it");
      case NEXT_SEGMENT -> {
        if (mode == WalCheck.Mode.STOPPED) {
          report.add(
              WalCode.LEFTOVER,
              at(ignored.path()),
              "preallocated next segment, left by a server that was killed");
        }
      }
      case FOREIGN ->
          report.add(
              isNamedLikeASegment ? WalCode.NAME : WalCode.FOREIGN,
              at(ignored.path()),
              isNamedLikeASegment
                  ? "not a segment, though it ends in .wal: etcd ignores it"
                  : "not a file of a WAL: etcd ignores it");
    }
  }

  private void addGap(WalDirectory.SequenceGap gap) {
    String message =
        "sequence %s follows %s"
            .formatted(
                Long.toUnsignedString(gap.after().name().sequence()),
                Long.toUnsignedString(gap.before().name().sequence()));
    report.add(
        WalCode.SEQUENCE,
        at(gap.after().path()),
        gap.isNoticed() ? message : message + "; a server does not notice a gap behind sequence 0");
  }

  private static Extent at(Path path) {
    return new Extent(path.toString(), 0, 0);
  }
}
