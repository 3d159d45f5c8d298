package io.drydock.tools.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In one step, by a link, and by looking first: what a name gets depends on none of them. */
class FreeNameTest {

  @TempDir Path folder;

  private Path from;
  private Path to;

  enum Way {
    STEP,
    LINK,
    LOOK;

    void give(Path from, Path to) throws IOException {
      switch (this) {
        case STEP -> FreeName.give(from, to);
        case LINK -> FreeName.link(from, to);
        case LOOK -> FreeName.rename(from, to);
      }
    }
  }

  @BeforeEach
  void write() throws IOException {
    from = Files.writeString(folder.resolve("from"), "new");
    to = folder.resolve("to");
  }

  @ParameterizedTest
  @EnumSource
  void aFreeNameIsGiven(Way way) throws IOException {
    way.give(from, to);
    assertEquals("new", Files.readString(to));
    assertFalse(Files.exists(from));
  }

  @ParameterizedTest
  @EnumSource
  void aTakenNameIsNot(Way way) throws IOException {
    Files.writeString(to, "old");
    assertThrows(FileAlreadyExistsException.class, () -> way.give(from, to));
    assertEquals("old", Files.readString(to));
    Files.delete(to);
    Files.createDirectory(to);
    assertThrows(FileAlreadyExistsException.class, () -> way.give(from, to));
    Files.delete(to);
    Files.createSymbolicLink(to, Path.of("nowhere"));
    assertThrows(FileAlreadyExistsException.class, () -> way.give(from, to));
    assertEquals("new", Files.readString(from));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotThereIsNamed(Way way) throws IOException {
    Files.delete(from);
    var none = assertThrows(NoSuchFileException.class, () -> way.give(from, to));
    assertEquals(from.toString(), none.getFile());
    assertFalse(Files.exists(to, LinkOption.NOFOLLOW_LINKS));
  }

  @ParameterizedTest
  @EnumSource
  void aFolderHasNoLinksAndGetsItsName(Way way) throws IOException {
    Files.delete(from);
    Files.createDirectory(from);
    way.give(from, to);
    assertEquals(true, Files.isDirectory(to));
  }
}
