package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {

  @TempDir private Path folder;

  @Test
  void theSameTextPasses() throws IOException {
    Path file = Files.writeString(folder.resolve("some.txt"), "one\ntwo\n");
    Golden.check(file, "one\ntwo\n", false);
  }

  @Test
  void theFirstLineThatDiffersIsShown() throws IOException {
    Path file = Files.writeString(folder.resolve("some.txt"), "one\ntwo\nthree\n");
    String message = difference(file, "one\n2\n3\n");
    assertTrue(message.contains("some.txt:2:"), message);
    assertTrue(message.contains("expected: two\n  found:    2"), message);
  }

  @Test
  void aTextThatEndsEarlierOrLaterDiffers() throws IOException {
    Path file = Files.writeString(folder.resolve("some.txt"), "one\ntwo\n");
    assertTrue(difference(file, "one\n").contains("some.txt:2:"));
    assertTrue(difference(file, "one\ntwo\n\n").contains("some.txt:3:"));
    assertTrue(difference(file, "one\ntwo").contains("some.txt:2:"));
    assertTrue(difference(file, "").contains("some.txt:1:"));
  }

  @Test
  void aMissingFileFails() {
    String message = difference(folder.resolve("none.txt"), "");
    assertTrue(message.contains("none.txt: no such file"), message);
  }

  @Test
  void updatingWritesTheFileAndItsFolder() throws IOException {
    Path file = folder.resolve("wal/ls.txt");
    Golden.check(file, "one\n", true);
    assertEquals("one\n", Files.readString(file));
  }

  private static String difference(Path file, String actual) {
    return assertThrows(AssertionError.class, () -> Golden.check(file, actual, false)).getMessage();
  }
}
