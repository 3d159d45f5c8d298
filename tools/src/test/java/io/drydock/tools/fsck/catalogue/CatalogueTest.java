package io.drydock.tools.fsck.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Finding;
import io.drydock.tools.Main;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every code has its explanation, and every explanation its code. */
class CatalogueTest {

  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9]*(-[A-Z0-9]+)+");

  /** Look like codes and are names of algorithms. */
  private static final Set<String> NO_CODES = Set.of("SHA-1", "SHA-256", "UTF-8");

  /** Strings in the form of a code in the program: a finding can have no other. */
  private static Set<String> codesOfFindings() throws IOException, URISyntaxException {
    Set<String> codes = new TreeSet<>();
    for (Class<?> one : List.of(Finding.class, Main.class)) {
      Path place = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(place)) {
        collect(place, codes);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
          collect(jar.getPath("/"), codes);
        }
      }
    }
    codes.removeAll(NO_CODES);
    return codes;
  }

  private static void collect(Path root, Set<String> codes) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        for (PoolEntry entry : ClassFile.of().parse(Files.readAllBytes(file)).constantPool()) {
          if (entry instanceof StringEntry text && CODE.matcher(text.stringValue()).matches()) {
            codes.add(text.stringValue());
          }
        }
      }
    }
  }

  @Test
  void everyCodeIsExplainedAndEveryExplanationHasItsCode() throws Exception {
    Set<String> explained = new TreeSet<>();
    Catalogue.all().entries().stream()
        .filter(entry -> !entry.isMessage())
        .forEach(entry -> explained.add(entry.code()));
    assertTrue(explained.size() > 100, "explained: " + explained.size());
    assertEquals(String.join("\n", codesOfFindings()), String.join("\n", explained));
  }

  @Test
  void messagesSayWhatTheyAreAndLeadToCodesThatThereAre() {
    for (Entry entry : Catalogue.all().entries()) {
      assertEquals(entry.isMessage(), !entry.says().wordings().isEmpty(), entry.code());
      for (String code : entry.says().codes()) {
        assertFalse(Catalogue.all().of(code).isMessage(), entry.code() + ": " + code);
      }
      assertFalse(entry.cause().isEmpty(), entry.code());
      assertFalse(entry.loss().reason().isEmpty(), entry.code());
    }
  }

  @Test
  void eachMessageIsFoundByItsOwnWords() {
    for (Entry entry : Catalogue.all().entries()) {
      for (Wording wording : entry.says().wordings()) {
        String said = "2026-11-21 | " + wording.text().replace("*", "0x1f") + ".";
        assertTrue(
            Catalogue.all().messagesIn(said).contains(entry),
            entry.code() + " is not found in: " + said);
      }
    }
  }

  /** A command of ours that is advised is there. */
  @Test
  void advisedCommandsExist() {
    var tree = Main.tree(io.drydock.tools.output.Terminal.plain(null, null));
    for (Entry entry : Catalogue.all().entries()) {
      Stream.concat(entry.advice().look().stream(), entry.advice().run().stream())
          .filter(line -> line.startsWith("drydock "))
          .map(line -> line.split(" "))
          .forEach(words -> {
            String two = words[1] + " " + words[2];
            var noun = tree.getSubcommands().get(words[1]);
            boolean isThere =
                noun != null
                    && (noun.getSubcommands().containsKey(words[2])
                        || noun.getSubcommands().isEmpty()
                        || words[1].equals("fsck"));
            assertTrue(isThere, entry.code() + " advises " + two);
          });
    }
  }

  @Test
  void aStarStandsForAnyTextAndAllElseForItself() {
    Wording wording = Wording.of("state.commit * is out of range [*, *]");
    assertTrue(wording.isIn("raft: 1a state.commit 7 is out of range [5, 6] (x)"));
    assertFalse(wording.isIn("raft: 1a stateXcommit 7 is out of range [5, 6]"));
    assertFalse(wording.isIn("state.commit 7 is out of range 5, 6"));
  }
}
