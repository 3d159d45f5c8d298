package io.drydock.tools.snapshot.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.drydock.tools.snapshot.manifest.Compression;
import io.drydock.tools.write.EndingFileOps;
import io.drydock.tools.write.FileOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gets its name, and what comes to that name while a save runs. */
class SaveFilesTest {

  private static final byte[] MANIFEST = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private SaveFiles files(FileOps ops) {
    return SaveFiles.fresh(folder.resolve("a.db"), Compression.NONE, ops);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private static void receive(SaveFiles files) throws IOException {
    try (FileChannel channel = files.create(files.plain())) {
      channel.write(ByteBuffer.wrap(MANIFEST));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.db", "a.db.json"})
  void whatCameMeanwhileStaysAndNothingElse(String name) throws Exception {
    SaveFiles files = files(FileOps.DISK);
    receive(files);
    Files.writeString(folder.resolve(name), "theirs");
    var taken =
        assertThrows(FileAlreadyExistsException.class, () -> files.name(Optional.of(MANIFEST)));
    assertTrue(taken.getMessage().contains("it was left alone"), taken.getMessage());
    assertEquals("theirs", Files.readString(folder.resolve(name)));
    files.clear();
    assertEquals(List.of(name), names());
  }

  /** A pair of another run, named between our look and our naming. */
  @Test
  void aPairThatCameMeanwhileStays() throws Exception {
    SaveFiles files = files(FileOps.DISK);
    receive(files);
    SaveFiles other = SaveFiles.fresh(folder.resolve("other.db"), Compression.NONE, FileOps.DISK);
    receive(other);
    other.name(Optional.of(MANIFEST));
    Files.move(other.file(), files.file());
    String ours = "{\"schema\": \"snapshot.manifest/1\"}";
    Files.writeString(files.manifest(), ours);
    assertThrows(FileAlreadyExistsException.class, () -> files.name(Optional.of(MANIFEST)));
    assertEquals(ours, Files.readString(files.manifest()));
    assertTrue(Files.exists(files.file()));
  }

  /** A disk that fails at any step: both names, or neither; and no name that another one gave. */
  @Test
  void aFailureTakesOnlyOwnNamesBack() throws Exception {
    for (int last = 0; last < 20; last++) {
      var ops = EndingFileOps.fullAfter(last);
      SaveFiles files = files(ops);
      try {
        receive(files);
        files.name(Optional.of(MANIFEST));
        assertEquals(List.of("a.db", "a.db.json"), names());
        return;
      } catch (IOException full) {
        files.clear();
        assertEquals(List.of(), names(), "after " + last);
      }
    }
    fail("it never ended");
  }
}
