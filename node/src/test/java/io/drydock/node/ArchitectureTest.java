package io.drydock.node;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.drydock.testdata.architecture.Ban;
import io.drydock.testdata.architecture.Layers;
import io.drydock.testdata.architecture.NeedlessPublic;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The layers of this module, as they are planned. The list is whole: a package that is not on it is
 * a decision, taken here. What a lower line needs of a higher one is an interface that the lower
 * one owns.
 */
class ArchitectureTest {

  private static final Layers LAYERS =
      Layers.of(
          "io.drydock.node",
          "Rehearsal",
          "RehearsalClient",
          "Main",
          "boot",
          "config",
          "admin, peer, rpc",
          "engine",
          "apply",
          "backend, storage",
          "watch",
          "alarm, auth, lease, membership, mvcc",
          "raft",
          Layers.ROOT);

  /** Pure: arguments in, return values out. */
  private static final String[] CORE = {
    "watch", "alarm", "auth", "lease", "membership", "mvcc", "raft"
  };

  private static final JavaClasses WITH_TESTS = LAYERS.withTests();

  private static final JavaClasses CLASSES = Layers.production(WITH_TESTS);

  @Test
  void theRulesLookAtTheClassesOfThisModule() {
    assertTrue(CLASSES.contain("io.drydock.node.raft.quorum.Majority"));
    assertTrue(LAYERS.in(CORE).test(CLASSES.get("io.drydock.node.raft.quorum.Majority")));
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
  void toolsAreUnknownHere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.drydock.tools..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @EnumSource
  void theCoreTouchesNothingOfTheWorld(Ban ban) {
    classes().that(LAYERS.in(CORE)).should(ban.kept()).check(CLASSES);
  }

  @Test
  void typesArePublicOnlyForAnotherPackage() {
    classes()
        .that(describe("are not tests", each -> CLASSES.contain(each.getName())))
        .should(NeedlessPublic.none())
        .check(WITH_TESTS);
  }
}
