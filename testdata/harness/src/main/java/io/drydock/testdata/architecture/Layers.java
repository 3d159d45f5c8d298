package io.drydock.testdata.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The packages of a module in lines, the top one first: a package uses only lines below its own, so
 * neighbours on a line do not know each other.
 *
 * <p>An entry is the name of a package below the base, and stands for its sub-packages too; {@link
 * #ROOT} is the base package alone; a capital letter begins the name of a class in the base
 * package, which then stands for itself and not in {@link #ROOT}.
 *
 * @param base the package that all of the module's are in
 * @param lines every package there is or that is planned; one that is not listed is a finding
 */
public record Layers(String base, List<List<String>> lines) {

  /** The base package itself. */
  public static final String ROOT = ".";

  /** Copies the list. */
  public Layers {
    lines = lines.stream().map(List::copyOf).toList();
  }

  /** From lines such as {@code "wal, snap"}, the top one first. */
  public static Layers of(String base, String... lines) {
    return new Layers(base, Stream.of(lines).map(line -> List.of(line.split(", *"))).toList());
  }

  /** The classes of a module, tests and other modules left out. */
  public JavaClasses production() {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(base);
  }

  /** The same with the tests of the module. */
  public JavaClasses withTests() {
    return new ClassFileImporter().importPackages(base);
  }

  /** Those of {@link #withTests} that are no tests: to import a module once is enough. */
  public static JavaClasses production(JavaClasses withTests) {
    return withTests.that(
        describe(
            "are not tests",
            each ->
                each.getSource()
                    .map(source -> new ImportOption.DoNotIncludeTests().includes(location(source)))
                    .orElse(false)));
  }

  private static Location location(Source source) {
    return Location.of(source.getUri());
  }

  /** Classes that no entry of the list covers: where they stand has not been decided. */
  public SortedSet<String> unlisted(JavaClasses classes) {
    SortedSet<String> names = new TreeSet<>();
    for (JavaClass each : classes) {
      if (lines.stream().flatMap(List::stream).noneMatch(entry -> covers(entry, each))) {
        names.add(each.getName());
      }
    }
    return names;
  }

  /** Every class uses its own package and lines below. */
  public ArchRule rule() {
    LayeredArchitecture rule =
        Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true);
    for (String entry : lines.stream().flatMap(List::stream).toList()) {
      rule = rule.layer(entry).definedBy(in(entry));
    }
    for (int line = 0; line < lines.size(); line++) {
      String[] below =
          lines.subList(line + 1, lines.size()).stream()
              .flatMap(List::stream)
              .toArray(String[]::new);
      for (String entry : lines.get(line)) {
        rule =
            below.length == 0
                ? rule.whereLayer(entry).mayNotAccessAnyLayer()
                : rule.whereLayer(entry).mayOnlyAccessLayers(below);
      }
    }
    return rule;
  }

  /** No package, however deep, is part of a circle; this also holds inside one entry. */
  public ArchRule noCycles() {
    return SlicesRuleDefinition.slices().matching(base + ".(**)").should().beFreeOfCycles();
  }

  /** The classes of these entries. */
  public DescribedPredicate<JavaClass> in(String... entries) {
    return describe(
        String.join(", ", entries),
        each -> List.of(entries).stream().anyMatch(entry -> covers(entry, each)));
  }

  private boolean covers(String entry, JavaClass each) {
    String name = each.getPackageName();
    if (isClass(entry)) {
      return outermost(each).equals(base + "." + entry);
    }
    if (entry.equals(ROOT)) {
      return name.equals(base) && !isEntry(outermost(each).substring(base.length() + 1));
    }
    return name.equals(base + "." + entry) || name.startsWith(base + "." + entry + ".");
  }

  private boolean isEntry(String className) {
    return lines.stream().anyMatch(line -> line.contains(className));
  }

  private static boolean isClass(String entry) {
    return Character.isUpperCase(entry.charAt(0));
  }

  private static String outermost(JavaClass each) {
    return each.getName().split("\\$")[0];
  }
}
