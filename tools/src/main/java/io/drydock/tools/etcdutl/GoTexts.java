package io.drydock.tools.etcdutl;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Values and failures as Go prints them. */
final class GoTexts {

  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  private static final int STEP = 1000;
  private static final int WITHOUT_UNIT = 10;

  private GoTexts() {}

  /** A size as package humanize has it: {@code 9 B}, {@code 25 kB}, {@code 1.2 MB}. */
  static String size(long bytes) {
    if (bytes < WITHOUT_UNIT) {
      return bytes + " B";
    }
    int unit = (int) Math.floor(Math.log(bytes) / Math.log(STEP));
    double value = Math.floor(bytes / Math.pow(STEP, unit) * WITHOUT_UNIT + 0.5) / WITHOUT_UNIT;
    String form = value < WITHOUT_UNIT ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, form, value, UNITS[unit]);
  }

  /** A duration: {@code 850µs}, {@code 13.102913ms}, {@code 1m2.5s}. */
  static String duration(Duration time) {
    long nanos = time.toNanos();
    if (nanos < STEP) {
      return nanos + (nanos == 0 ? "s" : "ns");
    }
    if (nanos < 1_000_000) {
      return decimal(nanos, STEP) + "µs";
    }
    if (nanos < 1_000_000_000) {
      return decimal(nanos, 1_000_000) + "ms";
    }
    String seconds = decimal(nanos % 60_000_000_000L, 1_000_000_000) + "s";
    String minutes = time.toMinutes() > 0 ? time.toMinutesPart() + "m" : "";
    String hours = time.toHours() > 0 ? time.toHours() + "h" : "";
    return hours + minutes + seconds;
  }

  private static String decimal(long nanos, long unit) {
    return BigDecimal.valueOf(nanos)
        .divide(BigDecimal.valueOf(unit))
        .stripTrailingZeros()
        .toPlainString();
  }

  /**
   * A failure of a file, as package os has it.
   *
   * @param call of the system, such as {@code open}
   */
  static String failure(String call, IOException failure) {
    return switch (failure) {
      case NoSuchFileException none -> call + " " + none.getFile() + ": " + missing(none.getFile());
      case AccessDeniedException denied -> call + " " + denied.getFile() + ": permission denied";
      case NotDirectoryException file -> call + " " + file.getFile() + ": not a directory";
      case FileAlreadyExistsException there when there.getReason() == null ->
          call + " " + there.getFile() + ": file exists";
      case FileSystemException other when other.getReason() != null ->
          call + " " + other.getFile() + ": " + reason(other.getReason());
      case FileSystemException other -> call + " " + other.getMessage();
      default -> failure.getMessage();
    };
  }

  /** The JDK does not tell a folder that is missing from one that is a file. */
  private static String missing(String file) {
    Path folder = Path.of(file).toAbsolutePath().getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    return folder == null || Files.isDirectory(folder)
        ? "no such file or directory"
        : "not a directory";
  }

  /** The system's words, which Go has without a capital; Java adds to those about links. */
  private static String reason(String words) {
    String system = words.replace(" or unable to access attributes of symbolic link", "");
    boolean isWord = system.length() > 1 && Character.isLowerCase(system.charAt(1));
    return isWord ? Character.toLowerCase(system.charAt(0)) + system.substring(1) : system;
  }
}
