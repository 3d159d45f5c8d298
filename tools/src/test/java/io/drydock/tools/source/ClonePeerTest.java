package io.drydock.tools.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Needs;
import io.drydock.tools.Run;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of a running server on a file system that clones files: XFS. */
class ClonePeerTest {

  private static final long IMAGE_BYTES = 512L << 20;
  private static final int VALUE_BYTES = 500_000;
  private static final int VALUES = 150;
  private static final int ROUNDS = 5;

  @TempDir Path folder;

  /** In memory: every write of the server is synced through the image. */
  private Path image;

  private Path mount;
  private boolean isMounted;

  @BeforeEach
  void mountAnImage() throws Exception {
    image = Files.createTempFile(Path.of("/dev/shm"), "drydock-", ".xfs");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(IMAGE_BYTES);
    }
    mount = Files.createDirectory(folder.resolve("mount"));
    isMounted =
        Needs.succeeds("mkfs.xfs", "-q", "-m", "reflink=1", image.toString())
            && Needs.succeeds("mount", "-o", "loop", image.toString(), mount.toString());
    Needs.that(
        isMounted, "root, loop devices, /dev/shm and mkfs.xfs (Debian: apt-get install xfsprogs)");
  }

  @AfterEach
  void unmount() throws Exception {
    if (isMounted) {
      assertTrue(Needs.succeeds("umount", mount.toString()));
    }
    Files.delete(image);
  }

  @Test
  void everyAnswerIsOfOneMomentHoweverBusyTheServerIs() throws Exception {
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, mount.resolve("data"));
        var writer = Executors.newSingleThreadExecutor()) {
      for (int i = 0; i < VALUES; i++) {
        etcd.client().put("/large/" + i, new byte[VALUE_BYTES]);
      }
      long revision = etcd.client().revision();
      String hash = Long.toString(etcd.hashKv(revision).hash());
      var isOver = new AtomicBoolean();
      Future<?> load = writer.submit(() -> write(etcd, isOver));
      Path snap = etcd.dataDir().resolve("member/snap");
      FileTime before = Files.getLastModifiedTime(snap);
      int answers = 0;
      for (int round = 0; answers < ROUNDS && round < 100 * ROUNDS; round++) {
        Run run = Run.drydock("db", "hashkv", etcd.dataDir(), "--rev", revision);
        assertTrue(run.err().contains("read from a clone"), run.err());
        // The first commits after the last write above may not be on the disk yet.
        if (!run.err().contains("is in the future")) {
          assertEquals(ExitCode.OK, run.code(), run.out() + run.err());
          assertTrue(run.out().contains(hash), run.out());
          assertEquals(ExitCode.OK, Run.drydock("db", "check", etcd.dataDir()).code());
          answers++;
        }
      }
      isOver.set(true);
      load.get();
      assertEquals(ROUNDS, answers);
      assertEquals(before, Files.getLastModifiedTime(snap));
      try (var names = Files.list(snap)) {
        assertEquals(List.of("db"), names.map(each -> each.getFileName().toString()).toList());
      }
    }
  }

  private static Void write(Etcd etcd, AtomicBoolean isOver) throws IOException {
    for (int i = 0; !isOver.get(); i++) {
      etcd.client().put("/load/" + i % 50, new byte[4000]);
    }
    return null;
  }
}
