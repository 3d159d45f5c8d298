package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Directories;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.Kept;
import io.drydock.tools.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories on real file systems that are too small, or may not be written. */
class PlacePeerTest {

  @TempDir Path folder;

  /** Less than a segment. */
  private static final long IMAGE_BYTES = 48L << 20;

  private Path image;
  private Path mount;
  private boolean isMounted;

  @BeforeEach
  void mountASmallOne() throws Exception {
    image = Files.createTempFile(Path.of("/dev/shm"), "drydock-", ".ext4");
    Damage.cut(image, IMAGE_BYTES);
    mount = Files.createDirectory(folder.resolve("mount"));
    isMounted =
        Needs.succeeds("mkfs.ext4", "-q", "-F", image.toString())
            && Needs.succeeds("mount", "-o", "loop", image.toString(), mount.toString());
    Needs.that(isMounted, "root, loop devices, /dev/shm and mkfs.ext4 (Debian: e2fsprogs)");
  }

  @AfterEach
  void unmount() throws Exception {
    if (isMounted) {
      assertTrue(Needs.succeeds("umount", mount.toString()));
    }
    Files.delete(image);
  }

  /** A copy of a segment has holes, and a start gives the newest one all of its bytes. */
  @Test
  void aServerEndsWithoutRoomForTheSegmentAndWhereItMayNotWrite() throws Exception {
    for (EtcdRelease release : EtcdRelease.values()) {
      Path data = copy(release);
      Foretold full = Foretold.of(data);
      assertTrue(full.codes().contains("FS-FULL"), full.member().toString());
      assertEquals("but", full.verdict(), full.member().toString());
      full.refuses(release, data, release + " in little room");
      Directories.delete(data);
      data = copy(release);
      remount("ro");
      Foretold readOnly = Foretold.of(data);
      assertTrue(readOnly.codes().contains("FS-READ-ONLY"), readOnly.member().toString());
      assertEquals("refuses", readOnly.verdict(), readOnly.member().toString());
      readOnly.proveBy(release, data, release + " mounted read-only");
      remount("rw");
      Directories.delete(data);
    }
  }

  private Path copy(EtcdRelease release) throws IOException {
    Path kept = Kept.directory("etcd-" + release.version() + "-single").resolve("data");
    return Directories.copy(kept, mount.resolve("data"));
  }

  private void remount(String how) throws Exception {
    assertTrue(Needs.succeeds("mount", "-o", "remount," + how, mount.toString()));
  }

  @Test
  void filesOfTwoUsersAreTold() throws Exception {
    Path data = copy(EtcdRelease.V3_5_30);
    Files.setAttribute(data.resolve("member/snap/db"), "unix:uid", 4711);
    Foretold told = Foretold.of(data);
    assertTrue(told.codes().contains("FS-OWNER"), told.member().toString());
    assertTrue(told.member().toString().contains("4711"), told.member().toString());
  }
}
