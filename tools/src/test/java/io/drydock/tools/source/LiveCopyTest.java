package io.drydock.tools.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendHash;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.tools.db.LargeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server commits while its database is copied piece by piece, and reuses what it freed. */
class LiveCopyTest {

  private static final int VALUE_BYTES = 700;

  @TempDir Path folder;
  private Path db;
  private int pieces;

  @BeforeEach
  void writeStore() throws IOException {
    db = folder.resolve("db");
    new LargeStore(20_000, VALUE_BYTES).write(db);
  }

  @Test
  void aCommitDuringEveryPieceIsFollowedToACopyOfTheLastOne() throws Exception {
    var writer = new PageWriter(db);
    try (ByteSource copy = LiveCopy.of(db, folder, () -> commit(writer, 1, 30))) {
      assertTrue(pieces > 30, "pieces: " + pieces);
      BoltFile copied = BoltFile.open(copy);
      assertEquals(writer.commits() + 2, copied.meta().txid());
      assertEquals(List.of(), BoltCheck.of(copied, 10).findings());
      assertEquals(hash(db), BackendHash.ofSnapshot(BoltView.of(copied)));
      assertEquals(db.toString(), copy.name());
    }
    assertEquals(List.of("db"), names());
  }

  @Test
  void commitsThatAreMissedBeginTheCopyAnew() throws Exception {
    var writer = new PageWriter(db);
    try (ByteSource copy = LiveCopy.of(db, folder, () -> commit(writer, pieces == 5 ? 3 : 0, 6))) {
      assertEquals(writer.commits() + 2, BoltFile.open(copy).meta().txid());
      assertEquals(hash(db), BackendHash.ofSnapshot(BoltView.of(BoltFile.open(copy))));
    }
  }

  @Test
  void twoCommitsDuringEveryPieceEndAfterThreeTimesTheFile() throws Exception {
    var writer = new PageWriter(db);
    var changing =
        assertThrows(
            ChangingException.class,
            () -> LiveCopy.of(db, folder, () -> commit(writer, 2, Integer.MAX_VALUE)));
    assertTrue(pieces < 3 * (Files.size(db) >> 20) + 80, "pieces: " + pieces);
    assertTrue(changing.getMessage().contains("changing under the reader"), changing.getMessage());
    assertEquals(List.of("db"), names());
  }

  private void commit(PageWriter writer, int times, int pieceLimit) {
    pieces++;
    try {
      for (int i = 0; i < times && pieces <= pieceLimit; i++) {
        writer.commit();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static BackendHash hash(Path file) throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(file)) {
      return BackendHash.ofSnapshot(BoltView.of(BoltFile.open(source)));
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
