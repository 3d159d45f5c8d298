package io.drydock.tools.fsck.examine;

import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.Surroundings;
import io.drydock.tools.source.Surroundings.Entry;
import java.util.List;
import java.util.TreeSet;

/** Whether the place is right: permissions, owners, the file system. */
final class PlaceChecks {

  /** Bits of group and others. */
  private static final int NOT_OWNER = 077;

  private PlaceChecks() {}

  static void run(MemberDirectory directory, Surroundings place, Ledger ledger) {
    // etcd makes folders 0700; what is in them nobody else can reach then, whatever its own bits.
    List<Entry> open =
        place.entries().stream()
            .filter(Entry::isDirectory)
            .filter(entry -> (entry.mode() & NOT_OWNER) != 0)
            .toList();
    if (!open.isEmpty()) {
      Entry first = open.getFirst();
      ledger.accept(
          FsckCode.FS_MODE.at(
              first.path(),
              "mode: expected 0700, found 0%o%s"
                  .formatted(
                      first.mode(),
                      open.size() == 1 ? "" : ", and so of " + (open.size() - 1) + " more")));
    }
    var owners = new TreeSet<Integer>();
    place.entries().forEach(entry -> owners.add(entry.owner()));
    if (owners.size() > 1) {
      ledger.accept(
          FsckCode.FS_OWNER.at(directory.member(), "files of the users with the ids " + owners));
    }
    fileSystem(directory, place, ledger);
  }

  private static void fileSystem(MemberDirectory directory, Surroundings place, Ledger ledger) {
    if (place.isReadOnly()) {
      ledger.accept(
          FsckCode.FS_READ_ONLY.at(
              directory.member(), "the " + place.type() + " file system is mounted read-only"));
    }
    if (place.usableBytes() < WalSegment.NOMINAL_BYTES) {
      ledger.accept(
          FsckCode.FS_FULL.at(
              directory.member(),
              Texts.exactBytes(place.usableBytes())
                  + " left, less than a segment of the log needs, "
                  + Texts.exactBytes(WalSegment.NOMINAL_BYTES)));
    }
    if (place.isNetwork()) {
      ledger.accept(
          FsckCode.FS_NETWORK.at(directory.member(), "a file system of type " + place.type()));
    }
  }
}
