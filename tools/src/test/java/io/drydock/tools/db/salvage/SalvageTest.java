package io.drydock.tools.db.salvage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.diff.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases of real servers with random pages gone. */
class SalvageTest {

  private static final int PAGE = 4096;

  @TempDir Path folder;

  /** A kept database, without the room that was made ahead. */
  static byte[] kept(String name) throws IOException, FormatException {
    byte[] bytes = Files.readAllBytes(Kept.directory(name).resolve("data/member/snap/db"));
    long pages = BoltFile.open(ByteSource.of(name, bytes)).meta().highWaterMark();
    return Arrays.copyOf(bytes, (int) pages * PAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23-single", "etcd-3.7.1-single"})
  void aSoundDatabaseIsDefragmented(String name) throws Exception {
    Path db = Kept.directory(name).resolve("data/member/snap/db");
    Path saved = folder.resolve("saved");
    Path expected = folder.resolve("expected");
    assertEquals(ExitCode.OK, Run.drydock("db", "salvage", db, "--out", saved).code());
    assertEquals(ExitCode.OK, Run.drydock("defrag", db, "--out", expected).code());
    assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(saved));
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23-single", "etcd-3.6.14-single"})
  void whatIsSavedIsAsItWasAndWhatIsLostIsListed(String name) throws Exception {
    assertTrue(savedOf(name, 3, folder) > 0, "nothing was ever saved");
  }

  /** Rows that are saved of databases without some pages, each held against the sound one. */
  static long savedOf(String name, int seeds, Path folder) throws Exception {
    byte[] sound = kept(name);
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows = SalvagedDb.rows(sound);
    long saved = 0;
    for (int seed = 0; seed < seeds; seed++) {
      SalvagedDb result = SalvagedDb.of(zeroed(sound, seed), folder);
      result.holdsAgainst(rows, name + " seed " + seed);
      saved += result.keys().size();
    }
    return saved;
  }

  /** Without some pages; which, the seed says. */
  static byte[] zeroed(byte[] sound, int seed) {
    byte[] broken = sound.clone();
    var random = new Random(seed);
    int pages = 1 + seed % 6;
    for (int i = 0; i < pages; i++) {
      int page = random.nextInt(sound.length / PAGE);
      Arrays.fill(broken, page * PAGE, (page + 1) * PAGE, (byte) 0);
    }
    return broken;
  }

  /** The newest meta, both, its root: a commit is whole all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.4.23-single", "etcd-3.6.14-single"})
  void aCommitThatNoSoundMetaNamesIsFound(String name) throws Exception {
    byte[] sound = kept(name);
    SortedMap<Bytes, Bytes> keys = SalvagedDb.rows(sound).get(Bucket.KEY.bucketName());
    var metas = new DbPages(sound);
    for (int[] pages :
        List.of(
            new int[] {metas.newestMeta()},
            new int[] {0, 1},
            new int[] {metas.root()},
            new int[] {0, metas.root()})) {
      SalvagedDb result = SalvagedDb.of(metas.without(pages), folder);
      assertEquals(keys, result.keys(), name + " without " + Arrays.toString(pages));
      assertTrue(result.json().at("/plan/whole").asBoolean());
      assertEquals(ExitCode.FINDINGS, result.code(), "nobody knows whether it is the last one");
    }
  }

  /** Below a lost branch lie the leaves of the last commit, and old ones of it. */
  @ParameterizedTest
  @ValueSource(strings = {"etcd-3.5.16-single", "etcd-3.7.1-single"})
  void aLostBranchCostsWhatCannotBeProvenAndGivesItOnRequest(String name) throws Exception {
    byte[] sound = kept(name);
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows = SalvagedDb.rows(sound);
    SortedMap<Bytes, Bytes> keys = rows.get(Bucket.KEY.bucketName());
    var pages = new DbPages(sound);
    SalvagedDb certain = SalvagedDb.of(pages.without(pages.keyRoot()), folder);
    certain.holdsAgainst(rows, name);
    assertTrue(certain.json().at("/plan/doubtful/rows").asInt() > 150, certain.json()::toString);
    SalvagedDb all = SalvagedDb.of(pages.without(pages.keyRoot()), folder, "--with-doubtful");
    assertTrue(all.keys().entrySet().containsAll(keys.entrySet()), "all that were there");
    assertTrue(all.keys().size() < keys.size() + 8, "rows that came back: " + all.json());
  }

  @Test
  void aFileThatIsCutGivesWhatIsLeft() throws Exception {
    byte[] sound = kept("etcd-3.5.16-single");
    SalvagedDb result = SalvagedDb.of(Arrays.copyOf(sound, sound.length / 2 + 100), folder);
    result.holdsAgainst(SalvagedDb.rows(sound), "cut");
    assertTrue(result.keys().size() > 150, result.json()::toString);
  }

  @Test
  void aPageWithTheContentOfAnotherIsNotTaken() throws Exception {
    byte[] sound = kept("etcd-3.6.14-single");
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows = SalvagedDb.rows(sound);
    var pages = new DbPages(sound);
    int[] leaves = pages.children(pages.keyRoot());
    byte[] broken = pages.copied(leaves[3], leaves[5]);
    SalvagedDb result = SalvagedDb.of(broken, folder);
    result.holdsAgainst(rows, "leaf in the place of another");
    assertTrue(result.keys().size() > rows.get(Bucket.KEY.bucketName()).size() - 20);
  }

  /** Every page is sound, and still each revision above the compacted one had a row. */
  @Test
  void aRevisionThatNoPageHasIsPerhapsLost() throws Exception {
    Path sound = Files.write(folder.resolve("sound"), kept("etcd-3.6.14-single"));
    Store gap = Store.of(sound).forget(1315).forget(1316);
    SalvagedDb result = SalvagedDb.of(Files.readAllBytes(gap.write(folder.resolve("gap"))), folder);
    assertTrue(result.json().at("/plan/whole").asBoolean());
    assertEquals("1315", result.json().at("/plan/lost/0/first_revision").asText());
    assertEquals("1316", result.json().at("/plan/lost/0/last_revision").asText());
    assertEquals("perhaps lost", result.json().at("/plan/lost/0/certainty").asText());
    assertEquals(ExitCode.FINDINGS, result.code());
  }

  @Test
  void theSmallBucketsComeFromTheNewestCommitThatHasThem() throws Exception {
    byte[] sound = kept("etcd-3.5.30-single");
    var pages = new DbPages(sound);
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows = SalvagedDb.rows(sound);
    byte[] broken = pages.without(pages.newestMeta(), pages.root(), pages.otherRoot());
    SalvagedDb result = SalvagedDb.of(broken, folder);
    for (Bucket bucket : List.of(Bucket.AUTH, Bucket.AUTH_USERS, Bucket.AUTH_ROLES)) {
      assertEquals(rows.get(bucket.bucketName()), result.rows().get(bucket.bucketName()));
    }
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("text"), "no database".repeat(5000).getBytes(UTF_8));
    Run run = Run.drydock("db", "salvage", file, "--out", folder.resolve("out"));
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(run.err().contains("no page names itself"), run.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void whatIsAdvisedCanBePasted() throws Exception {
    Path file = Files.write(folder.resolve("a b"), zeroed(kept("etcd-3.5.30-single"), 4));
    Run plan = Run.drydock("db", "salvage", file, "--dry-run");
    assertTrue(plan.out().contains("db salvage '" + file + "' --out FILE"), plan.out());
  }

  @Test
  void theSourceIsOnlyReadAndTheTargetMustBeFree() throws Exception {
    byte[] broken = zeroed(kept("etcd-3.5.30-single"), 4);
    Path file = Files.write(folder.resolve("broken"), broken);
    Path taken = Files.createFile(folder.resolve("taken"));
    assertEquals(ExitCode.USAGE, Run.drydock("db", "salvage", file, "--out", taken).code());
    assertEquals(ExitCode.USAGE, Run.drydock("db", "salvage", file).code());
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));
    assertEquals(ExitCode.USAGE, Run.drydock("db", "salvage", file, "--out", link).code());
    assertTrue(Files.isSymbolicLink(link));
    Run plan = Run.drydock("db", "salvage", file, "--dry-run", "-o", "json");
    assertEquals(ExitCode.FINDINGS, plan.code(), plan.err());
    assertEquals("db.salvage.plan/1", Json.read(plan.out()).path("schema").asText());
    Run run = Run.drydock("db", "salvage", file, "--out", folder.resolve("out"));
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    assertArrayEquals(broken, Files.readAllBytes(file));
    assertEquals(
        Json.read(plan.out()).path("bytes_predicted").asLong(), Files.size(folder.resolve("out")));
  }
}
