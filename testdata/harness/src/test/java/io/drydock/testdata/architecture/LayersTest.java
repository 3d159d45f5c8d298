package io.drydock.testdata.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.drydock.testdata.architecture.sample.shed.Shed;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayersTest {

  private static final String SAMPLE = "io.drydock.testdata.architecture.sample";
  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(SAMPLE);

  @Test
  void linesInTheOrderOfUseAreKept() {
    var layers = Layers.of(SAMPLE, "roof", "room, shed", "floor");
    assertFalse(layers.rule().evaluate(CLASSES).hasViolation());
    assertEquals(Set.of(), layers.unlisted(CLASSES));
  }

  @Test
  void usingALineAboveIsFound() {
    var layers = Layers.of(SAMPLE, "room", "roof, shed", "floor");
    assertTrue(layers.rule().evaluate(CLASSES).hasViolation());
  }

  @Test
  void usingANeighbourIsFound() {
    var layers = Layers.of(SAMPLE, "roof", "room, floor, shed");
    assertTrue(layers.rule().evaluate(CLASSES).hasViolation());
  }

  @Test
  void aPackageThatIsNotListedIsFound() {
    var layers = Layers.of(SAMPLE, "roof", "room", "floor");
    assertEquals(Set.of(SAMPLE + ".shed.Rake", SAMPLE + ".shed.Shed"), layers.unlisted(CLASSES));
  }

  @Test
  void aClassThatIsListedIsNotOfTheRootPackage() {
    var layers = Layers.of(SAMPLE + ".shed", "Shed", Layers.ROOT);
    JavaClass shed = CLASSES.get(Shed.class);
    assertTrue(layers.in("Shed").test(shed));
    assertFalse(layers.in(Layers.ROOT).test(shed));
    assertTrue(layers.in(Layers.ROOT).test(CLASSES.get(SAMPLE + ".shed.Rake")));
  }

  @Test
  void onlyThePublicTypeThatNobodyElseUsesIsNeedless() {
    // Roof is as needless as Shed: nobody stands on it.
    var found = ArchRuleDefinition.classes().should(NeedlessPublic.none()).evaluate(CLASSES);
    assertEquals(
        Set.of(
            SAMPLE + ".roof.Roof is public, but only its own package uses it",
            SAMPLE + ".shed.Shed is public, but only its own package uses it"),
        Set.copyOf(found.getFailureReport().getDetails()));
  }
}
