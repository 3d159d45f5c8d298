import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar the form of Java 8 where theirs is older, in place.
 *
 * <p>Classes from before Java 6 carry no stack maps, and the JVM takes no such class into its AOT
 * cache: it would load, verify and link them at every start. The code stays as it is. A second run
 * changes nothing.
 */
final class ModernClasses {

  private static final int TARGET = ClassFile.JAVA_8_VERSION;

  private ModernClasses() {}

  /** Arguments: jars. */
  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      convert(Path.of(jar));
    }
  }

  private static void convert(Path jar) throws IOException {
    Path converted = jar.resolveSibling(jar.getFileName() + ".part");
    try (var from = new ZipFile(jar.toFile());
        var to = new ZipOutputStream(Files.newOutputStream(converted))) {
      Enumeration<? extends ZipEntry> entries = from.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        byte[] content = from.getInputStream(entry).readAllBytes();
        var copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        to.putNextEntry(copy);
        to.write(entry.getName().endsWith(".class") ? modern(content, from) : content);
        to.closeEntry();
      }
    }
    Files.move(converted, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] modern(byte[] content, ZipFile jar) {
    var hierarchy =
        ClassHierarchyResolver.ofResourceParsing(
                name -> {
                  String file = name.packageName().replace('.', '/') + "/" + name.displayName();
                  ZipEntry entry = jar.getEntry(file + ".class");
                  try {
                    return entry == null ? null : jar.getInputStream(entry);
                  } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                  }
                })
            .orElse(ClassHierarchyResolver.defaultResolver());
    ClassFile tool =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    ClassModel old = tool.parse(content);
    if (old.majorVersion() >= TARGET) {
      return content;
    }
    ClassTransform sameCode = ClassTransform.transformingMethodBodies((to, each) -> to.with(each));
    return tool.transformClass(
        old,
        sameCode.andThen(
            (to, each) ->
                to.with(each instanceof ClassFileVersion ? ClassFileVersion.of(TARGET, 0) : each)));
  }
}
