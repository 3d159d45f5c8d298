package io.drydock.tools.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.tools.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever writing ends, a file is the old one or the new one. */
class WholeFileTest {

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  /** At every step the old one or the new one has the name; the next run goes on from there. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereverItEndsTheFileIsWhole(boolean isDiskFull) throws IOException, FormatException {
    Path file = folder.resolve("it.html");
    boolean isDone = false;
    for (int after = 0; !isDone; after++) {
      Files.writeString(file, "old");
      var ops = isDiskFull ? EndingFileOps.fullAfter(after) : new EndingFileOps(after);
      try {
        WholeFile.at(file, true, ops).write("new".getBytes(StandardCharsets.UTF_8));
        isDone = true;
      } catch (IOException full) {
        assertEquals(List.of("it.html"), names(), "after " + after);
      } catch (EndingFileOps.Killed killed) {
        assertFalse(isDiskFull);
      }
      String content = Files.readString(file);
      assertTrue(content.equals("old") || content.equals("new"), content);
    }
    assertEquals("new", Files.readString(file));
    assertEquals(List.of("it.html"), names());
  }

  @Test
  void aFileThatCameMeanwhileStays() throws IOException {
    Path file = folder.resolve("it.html");
    var whole = WholeFile.at(file, false, FileOps.DISK);
    Files.writeString(file, "mine");
    assertThrows(UsageException.class, () -> whole.write(new byte[] {1}));
    assertEquals("mine", Files.readString(file));
    assertEquals(List.of("it.html"), names());
  }

  @Test
  void twoRunsDoNotWriteOneFile() throws Exception {
    Path file = folder.resolve("it.html");
    var refused = new ArrayList<String>();
    var second = WholeFile.at(file, true, FileOps.DISK);
    var ops =
        new WatchedFileOps((operation, _) -> {
          if (operation.equals("rename")) {
            var failure = assertThrows(IOException.class, () -> second.write(new byte[] {2}));
            refused.add(failure.getMessage());
          }
        });
    WholeFile.at(file, true, ops).write(new byte[] {1});
    assertEquals(1, refused.size());
    assertTrue(refused.getFirst().contains("another run is writing this"), refused::toString);
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    assertEquals(List.of("it.html"), names());
  }
}
