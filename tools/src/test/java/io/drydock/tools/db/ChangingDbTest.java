package io.drydock.tools.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Main;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.Commits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is started on the directory of a stopped one while that is read. */
class ChangingDbTest {

  @TempDir Path folder;

  /** Output, at whose first byte the server commits. */
  private static final class CommitAtFirstByte extends OutputStream {

    private final Path db;
    private long written;

    CommitAtFirstByte(Path db) {
      this.db = db;
    }

    @Override
    public void write(int b) throws IOException {
      if (written++ == 0) {
        try {
          Commits.next(db);
        } catch (FormatException damage) {
          throw new IOException(damage);
        }
      }
    }
  }

  @Test
  void rowsReadUnderACommitEndWithTheCodeForIt() throws IOException {
    Path kept = Kept.directory("etcd-3.6.14-single").resolve("data/member/snap/db");
    Path db = Files.copy(kept, folder.resolve("db"));
    var out = new CommitAtFirstByte(db);
    var err = new ByteArrayOutputStream();
    ExitCode code =
        Main.run(Terminal.plain(out, err), "db", "ls", db.toString(), "-o", "jsonl", "--values");
    assertTrue(out.written > 0);
    assertEquals(ExitCode.CHANGING, code, err.toString(UTF_8));
    assertEquals(5, code.code());
    assertTrue(err.toString(UTF_8).contains("changing under the reader"), err.toString(UTF_8));
  }
}
