package io.drydock.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WordsTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new NoSuchFileException("f"), "f: no such file or directory"),
        arguments(new NotDirectoryException("f"), "f: not a directory"),
        arguments(new AccessDeniedException("f"), "f: permission denied"),
        arguments(
            new FileAlreadyExistsException("f"), "f: there is something of that name already"),
        arguments(new FileSystemException("f"), "f: the system refused it without a reason"),
        arguments(
            new FileSystemException("f", null, "Read-only file system"),
            "f: Read-only file system"),
        arguments(new IOException("a sentence"), "a sentence"),
        arguments(new IOException(), "java.io.IOException"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureHasAReason(IOException failure, String words) {
    assertEquals(words, Words.of(failure));
  }
}
