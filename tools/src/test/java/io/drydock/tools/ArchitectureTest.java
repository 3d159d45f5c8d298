package io.drydock.tools;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.testdata.architecture.Ban;
import io.drydock.testdata.architecture.Layers;
import io.drydock.testdata.architecture.NeedlessPublic;
import io.drydock.tools.output.Output;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The layers of this module, and who may touch what. The list is whole: a new package is a
 * decision, taken here.
 *
 * <p>A noun holds its commands, the analysis behind them and its reports. Nouns on one line do not
 * know each other; {@code inspect} speaks of all of a member and stands above them. {@code tour}
 * shows commands by running them, and gets the way to do that from {@code Main}.
 */
class ArchitectureTest {

  private static final Layers LAYERS =
      Layers.of(
          "io.drydock.tools",
          "Rehearsal",
          "Main",
          "tour",
          "etcdutl, repair, report",
          "diff, fsck, inspect, rewrite, snapshot",
          "restore",
          "client, db, live, snap, wal",
          "compare, member",
          "cli",
          "write",
          "progress, source",
          "output",
          Layers.ROOT);

  private static final DescribedPredicate<JavaMethodCall> MAPPING =
      describe(
          "the target is ByteSource.map",
          call ->
              call.getTargetOwner().isEquivalentTo(ByteSource.class)
                  && call.getName().equals("map"));

  private static final JavaClasses WITH_TESTS = LAYERS.withTests();

  private static final JavaClasses CLASSES = Layers.production(WITH_TESTS);

  @Test
  void theRulesLookAtTheClassesOfThisModule() {
    for (Class<?> each : List.of(Main.class, Output.class)) {
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
  void theNodeIsUnknownHere() {
    noClasses().should().dependOnClassesThat().resideInAPackage("io.drydock.node..").check(CLASSES);
  }

  /** {@code live} starts a server beside this process, and ends it. */
  @Test
  void onlyMainAndTheFrameKnowTheProcess() {
    classes()
        .that(not(LAYERS.in("Rehearsal", "Main", "cli")))
        .should(Ban.PRINTING.kept())
        .check(CLASSES);
    classes()
        .that(not(LAYERS.in("Rehearsal", "Main", "cli", "live")))
        .should(Ban.PROCESSES.kept())
        .check(CLASSES);
  }

  /**
   * {@code source} knows some calls of the system by its name, and awaits a server's commit; {@code
   * live} holds the handle of a process.
   */
  @Test
  void onlyTheFrameAndTheOpenerKnowTheSystem() {
    classes()
        .that(not(LAYERS.in("Rehearsal", "Main", "cli", "live", "source")))
        .should(Ban.ENVIRONMENT.kept())
        .check(CLASSES);
  }

  /** {@code client} and {@code live} wait for servers. */
  @ParameterizedTest
  @EnumSource(names = {"CLOCKS", "THREADS"})
  void onlyTheFrameAndWhoWaitsKnowTime(Ban ban) {
    classes()
        .that(not(LAYERS.in("Rehearsal", "Main", "cli", "client", "live", "source")))
        .should(ban.kept())
        .check(CLASSES);
  }

  @Test
  void nobodyHereRollsDice() {
    classes().should(Ban.CHANCE.kept()).check(CLASSES);
  }

  /** {@code client} silences its library. */
  @ParameterizedTest
  @EnumSource(names = {"LOGGING", "NETWORK"})
  void onlyTheClientConnects(Ban ban) {
    classes().that(not(LAYERS.in("client"))).should(ban.kept()).check(CLASSES);
    noClasses()
        .that(not(LAYERS.in("client")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.grpc..")
        .check(CLASSES);
  }

  /** What a noun reads, {@code source} has opened; what is written, goes through {@code write}. */
  @Test
  void nounsOpenNoFilesThemselves() {
    var others =
        not(
            LAYERS.in(
                "Rehearsal",
                "Main",
                "tour",
                "repair",
                "client",
                "live",
                "etcdutl",
                "restore",
                "rewrite",
                "snapshot",
                "source",
                "write"));
    classes().that(others).should(Ban.OPENING_FILES.kept()).check(CLASSES);
    noClasses().that(others).should().callMethodWhere(MAPPING).check(CLASSES);
  }

  @Test
  void onlyOutputAndProgressKnowHowAnswersAreDrawn() {
    noClasses()
        .that(not(LAYERS.in("output", "progress")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.github.freva..", "me.tongfei..", "com.fasterxml.jackson.databind..")
        .check(CLASSES);
    noClasses()
        .that(not(LAYERS.in("output", "restore", "snapshot")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson..")
        .check(CLASSES);
  }

  @Test
  void openingAndDrawingKnowNoCommandLine() {
    noClasses()
        .that(LAYERS.in("output", "progress", "source"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void typesArePublicOnlyForAnotherPackage() {
    classes()
        .that(describe("are not tests", each -> CLASSES.contain(each.getName())))
        .should(NeedlessPublic.none())
        .check(WITH_TESTS);
  }
}
