package io.drydock.tools.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.ByteSource;
import io.drydock.tools.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server commits while its database is copied. */
class DbImageTest {

  @TempDir Path folder;
  private Path db;
  private int copies;

  @BeforeEach
  void copyTheDatabase() throws IOException {
    Path kept = Kept.directory("etcd-3.5.30-single").resolve("data/member/snap/db");
    db = Files.copy(kept, folder.resolve("db"));
  }

  @Test
  void aCommitDuringEveryCopyIsNoAnswer() {
    var changing =
        assertThrows(
            ChangingException.class,
            () ->
                DbImage.copyBetweenCommits(
                    db,
                    (live, bytes) -> {
                      copies++;
                      ByteSource copy = ByteSource.copyOf(live, bytes);
                      Commits.next(db);
                      return copy;
                    }));
    assertTrue(copies > 1);
    assertTrue(changing.getMessage().contains("changing under the reader"), changing.getMessage());
    assertTrue(changing.getMessage().contains("etcdctl snapshot save"), changing.getMessage());
    assertTrue(changing.getMessage().contains("stop this member"), changing.getMessage());
  }

  @Test
  void theFirstCopyWithoutACommitIsTheAnswer() throws Exception {
    long before;
    try (DbImage stopped = DbImage.open(db)) {
      before = stopped.file().meta().txid();
    }
    DbImage.Copier copier =
        (live, bytes) -> {
          copies++;
          ByteSource copy = ByteSource.copyOf(live, bytes);
          if (copies <= 2) {
            Commits.next(db);
          }
          return copy;
        };
    try (DbImage image = DbImage.copyBetweenCommits(db, copier)) {
      assertEquals(3, copies);
      assertEquals(before + 2, image.file().meta().txid());
      assertEquals(DbImage.Origin.COPY, image.origin());
    }
  }
}
