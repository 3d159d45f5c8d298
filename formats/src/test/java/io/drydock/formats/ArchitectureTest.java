package io.drydock.formats;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.testdata.architecture.Ban;
import io.drydock.testdata.architecture.Layers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The layers of this module. The list is whole: a new package is a decision, taken here. */
class ArchitectureTest {

  private static final Layers LAYERS =
      Layers.of(
          "io.drydock.formats",
          "apply, carrier, datadir",
          "dbsnapshot, mvcc, snap, v2store, wal",
          "backend, request",
          "bolt, member, raft, rocks",
          "gojson",
          "proto",
          "bytes",
          Layers.ROOT);

  private static final JavaClasses CLASSES = LAYERS.production();

  @Test
  void theRulesLookAtTheClassesOfThisModule() {
    for (Class<?> each : List.of(Extent.class, ByteSource.class, Entry.class)) {
      assertTrue(CLASSES.contain(each), () -> each + " was not imported");
    }
  }

  @Test
  void everyPackageHasItsPlaceInTheList() {
    assertEquals(Set.of(), LAYERS.unlisted(CLASSES), "a decision is due: where do these stand?");
  }

  @Test
  void packagesUseOnlyLinesBelowTheirOwn() {
    LAYERS.rule().check(CLASSES);
  }

  @Test
  void packagesFormNoCircle() {
    LAYERS.noCycles().check(CLASSES);
  }

  @Test
  void nodeAndToolsAreUnknownHere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.drydock.node..", "io.drydock.tools..")
        .check(CLASSES);
  }

  /** Files are what this module is for: it maps and writes them where it is told to. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FILES", "OPENING_FILES"})
  void nothingHereTouchesTheProcessTheClockOrTheNetwork(Ban ban) {
    classes().should(ban.kept()).check(CLASSES);
  }
}
