import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes the native libraries out of RocksDB's jar: the one of Linux on x86-64 goes into a folder,
 * from which it is loaded without being unpacked at each start, and those of the other systems go
 * away with 90 MB. On another system the jar stays as it is. A second run changes nothing.
 */
final class NativeLibraries {

  private static final String OURS = "librocksdbjni-linux64.so";

  private NativeLibraries() {}

  /** Arguments: the jar, the folder. */
  public static void main(String[] arguments) throws IOException {
    boolean isOurs =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    if (isOurs) {
      takeOut(Path.of(arguments[0]), Path.of(arguments[1]));
    }
  }

  private static void takeOut(Path jar, Path folder) throws IOException {
    Path without = jar.resolveSibling(jar.getFileName() + ".part");
    try (var from = new ZipFile(jar.toFile())) {
      ZipEntry library = from.getEntry(OURS);
      if (library == null) {
        return;
      }
      Files.createDirectories(folder);
      try (InputStream content = from.getInputStream(library)) {
        Files.copy(content, folder.resolve(OURS), StandardCopyOption.REPLACE_EXISTING);
      }
      copyClasses(from, without);
    }
    Files.move(without, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copyClasses(ZipFile from, Path without) throws IOException {
    try (var to = new ZipOutputStream(Files.newOutputStream(without))) {
      Enumeration<? extends ZipEntry> entries = from.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().matches("lib[^/]*\\.(so|jnilib|dll)")) {
          continue;
        }
        var copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        to.putNextEntry(copy);
        to.write(from.getInputStream(entry).readAllBytes());
        to.closeEntry();
      }
    }
  }
}
