package io.drydock.node;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Failures as sentences: those of the JDK often name the file and nothing else. */
final class Words {

  private Words() {}

  static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException it -> it.getFile() + ": no such file or directory";
      case NotDirectoryException it -> it.getFile() + ": not a directory";
      case AccessDeniedException it -> it.getFile() + ": permission denied";
      case FileAlreadyExistsException it when it.getReason() == null ->
          it.getFile() + ": there is something of that name already";
      case FileSystemException it when it.getReason() == null ->
          it.getFile() + ": the system refused it without a reason";
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }
}
