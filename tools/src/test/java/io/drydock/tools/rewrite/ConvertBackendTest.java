package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertBackendTest {

  @TempDir private Path folder;
  private Path etcd;
  private Path rows;
  private Path back;

  @BeforeEach
  void unpack() throws IOException {
    etcd = Archive.unpack("etcd-3.6.14-single", folder).resolve("data");
    rows = folder.resolve("rows");
    back = folder.resolve("back");
  }

  private static Run convert(ExitCode expected, Object... words) {
    Object[] all = new Object[words.length + 2];
    all[0] = "convert";
    all[1] = "backend";
    System.arraycopy(words, 0, all, 2, words.length);
    Run run = Run.drydock(all);
    assertEquals(expected, run.code(), () -> run.out() + run.err());
    return run;
  }

  @Test
  void thereAndBackTheMemberIsTheSame() throws Exception {
    Run there = convert(ExitCode.OK, etcd, "--to", "rocks", "--out", rows);
    assertTrue(there.out().contains("read back"), there::out);
    assertTrue(Files.isRegularFile(rows.resolve("member/kv/DRYDOCK")));
    assertFalse(Files.exists(rows.resolve("member/snap/db")));
    convert(ExitCode.OK, rows, "--to", "bolt", "--out", back);
    assertFalse(Files.exists(back.resolve("member/kv")));
    for (Path converted : new Path[] {rows, back}) {
      Run diff = Run.drydock("diff", etcd, converted);
      assertEquals(ExitCode.OK, diff.code(), () -> diff.out() + diff.err());
      Run fsck = Run.drydock("fsck", converted);
      assertEquals(ExitCode.OK, fsck.code(), fsck::out);
      assertEquals(findings(Run.drydock("fsck", etcd)), findings(fsck));
    }
  }

  /** Lines that begin with a severity, without the place at their end. */
  private static String findings(Run fsck) {
    return fsck.out()
        .lines()
        .filter(line -> line.startsWith("warning") || line.startsWith("error"))
        .map(line -> line.substring(0, line.lastIndexOf("  ")))
        .toList()
        .toString();
  }

  @Test
  void aPlanWritesNothing() throws Exception {
    Run plan = convert(ExitCode.OK, etcd, "--to", "rocks", "--out", rows, "--dry-run");
    assertTrue(plan.out().startsWith("Plan: convert backend"), plan::out);
    Run json =
        convert(ExitCode.OK, etcd, "--to", "rocks", "--out", rows, "--dry-run", "-o", "json");
    assertTrue(json.out().contains("\"convert.rows.plan/1\""), json::out);
    assertFalse(Files.exists(rows));
  }

  @Test
  void anOlderReleaseIsRefusedWhereItWouldNotStart() {
    Run refused =
        convert(ExitCode.UNSUPPORTED, etcd, "--to", "bolt", "--etcd-version", "3.5", "--out", back);
    assertTrue(refused.err().contains("cluster version 3.6.0"), refused::err);
    assertFalse(Files.exists(back));
  }

  @Test
  void aLogThatAReleasePanicsAtIsRefused() throws Exception {
    Path old = Archive.unpack("etcd-3.5.30-single", folder.resolve("3.5")).resolve("data");
    convert(ExitCode.OK, old, "--to", "rocks", "--out", rows);
    Run refused =
        convert(ExitCode.UNSUPPORTED, rows, "--to", "bolt", "--etcd-version", "3.7", "--out", back);
    assertTrue(refused.err().contains("request of the v2 API, entry "), refused::err);
    assertTrue(refused.err().contains("by an etcd of 3.7"), refused::err);
    assertFalse(Files.exists(back));
    refused =
        convert(ExitCode.UNSUPPORTED, rows, "--to", "bolt", "--etcd-version", "3.6", "--out", back);
    assertTrue(refused.err().contains("QGET /1/_internal"), refused::err);
  }

  @Test
  void rowsThatAReleaseDoesNotWriteAreLeftOut() throws Exception {
    Path old = Archive.unpack("etcd-3.5.30-single", folder.resolve("3.5")).resolve("data");
    convert(ExitCode.OK, old, "--to", "rocks", "--out", rows);
    convert(ExitCode.OK, rows, "--to", "bolt", "--etcd-version", "3.5", "--out", back);
    Run diff = Run.drydock("diff", old, back);
    assertEquals(ExitCode.OK, diff.code(), () -> diff.out() + diff.err());
  }

  @Test
  void whatMakesNoSenseIsRefused() throws Exception {
    Path db = etcd.resolve("member/snap/db");
    convert(ExitCode.USAGE, db, "--to", "rocks", "--out", rows);
    convert(ExitCode.USAGE, etcd, "--to", "rocks");
    convert(ExitCode.USAGE, etcd, "--out", rows);
    convert(ExitCode.USAGE, etcd, "--to", "lmdb", "--out", rows);
    convert(ExitCode.USAGE, etcd, "--to", "rocks", "--etcd-version", "3.5", "--out", rows);
    convert(ExitCode.USAGE, etcd, "--to", "bolt", "--etcd-version", "2.3", "--out", rows);
    convert(ExitCode.USAGE, etcd, "--to", "rocks", "--out", etcd);
    convert(ExitCode.IO, folder.resolve("nothing"), "--to", "rocks", "--out", rows);
    Path bare = folder.resolve("bare");
    Files.createDirectories(bare.resolve("member/snap"));
    Files.copy(db, bare.resolve("member/snap/db"));
    Run withoutLog = convert(ExitCode.IO, bare, "--to", "rocks", "--out", rows);
    assertTrue(withoutLog.err().contains("no WAL here"), withoutLog::err);
  }
}
