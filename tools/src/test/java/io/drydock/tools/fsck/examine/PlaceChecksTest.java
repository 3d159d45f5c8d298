package io.drydock.tools.fsck.examine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.Finding;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.tools.source.Surroundings;
import io.drydock.tools.source.Surroundings.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of permissions, owners and file systems. */
class PlaceChecksTest {

  private static final long TOTAL_BYTES = 1L << 40;

  @TempDir Path folder;

  /** A folder and a file in it, with their modes and owners, on a file system. */
  @ParameterizedTest(name = "{0} {1} {2} {3}: {4}")
  @CsvSource({
    "ext4, 700/600, 0/0, 64000000, ''",
    "xfs, 700/644, 9/9, 64000000, ''",
    "ext4, 710/600, 0/0, 64000000, FS-MODE",
    "ext4, 701/600, 0/0, 64000000, FS-MODE",
    "ext4, 755/600, 0/0, 64000000, FS-MODE",
    "ext4, 700/600, 0/9, 64000000, FS-OWNER",
    "ext4, 700/600, 0/0, 63999999, FS-FULL",
    "ext4, 700/600, 0/0, 0, FS-FULL",
    "ext4 ro, 700/600, 0/0, 64000000, FS-READ-ONLY",
    "nfs4, 700/600, 0/0, 64000000, FS-NETWORK",
    "NFS, 700/600, 0/0, 64000000, FS-NETWORK",
    "cifs, 700/600, 0/0, 64000000, FS-NETWORK",
    "smb3, 700/600, 0/0, 64000000, FS-NETWORK",
    "9p, 700/600, 0/0, 64000000, FS-NETWORK",
    "ceph, 700/600, 0/0, 64000000, FS-NETWORK",
    "glusterfs, 700/600, 0/0, 64000000, FS-NETWORK",
    "fuse.glusterfs, 700/600, 0/0, 64000000, FS-NETWORK",
    "lustre, 700/600, 0/0, 64000000, FS-NETWORK",
    "afs, 700/600, 0/0, 64000000, FS-NETWORK",
    "fuse.sshfs, 700/600, 0/0, 64000000, ''",
    "nfs4 ro, 755/600, 0/9, 1, FS-MODE FS-OWNER FS-READ-ONLY FS-FULL FS-NETWORK",
  })
  void eachThingIsToldByItself(
      String mount, String modes, String owners, long usableBytes, String codes) throws Exception {
    Path member = Files.createDirectory(folder.resolve("member"));
    String[] mode = modes.split("/");
    String[] owner = owners.split("/");
    var entries =
        List.of(
            new Entry(member, true, Integer.parseInt(mode[0], 8), Integer.parseInt(owner[0])),
            new Entry(
                member.resolve("db"),
                false,
                Integer.parseInt(mode[1], 8),
                Integer.parseInt(owner[1])));
    String type = mount.split(" ")[0];
    boolean isReadOnly = mount.endsWith(" ro");
    var place = new Surroundings(type, TOTAL_BYTES, usableBytes, isReadOnly, entries);
    var ledger = new Ledger();
    PlaceChecks.run(MemberDirectory.list(folder), place, ledger);
    List<String> found = ledger.findings().stream().map(Finding::code).toList();
    assertEquals(Stream.of(codes.split(" ")).filter(code -> !code.isEmpty()).toList(), found);
  }
}
