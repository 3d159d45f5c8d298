package io.drydock.tools;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Expected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Kept archives, unpacked once for all tests of this JVM; not to be changed by them. */
public final class Kept {

  private static final Path FOLDER = folder();
  private static final Map<String, Path> UNPACKED = new ConcurrentHashMap<>();

  private Kept() {}

  /** The folder of this archive, such as {@code etcd-3.6.14-single}. */
  public static Path directory(String name) {
    return UNPACKED.computeIfAbsent(name, Kept::unpack);
  }

  /** The answers recorded with it. */
  public static Expected expected(String name) {
    return new Expected(directory(name));
  }

  /** Output with the place of the unpacked archives taken out. */
  public static String withoutPlace(String output) {
    return output.replace(FOLDER + "/", "");
  }

  private static Path unpack(String name) {
    try {
      return Archive.unpack(name, FOLDER);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("drydock-kept-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void delete(Path folder) {
    try {
      Directories.delete(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
