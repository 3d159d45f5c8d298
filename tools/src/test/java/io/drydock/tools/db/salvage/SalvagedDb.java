package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A salvage of a damaged database, held against the sound one.
 *
 * @param code how it ended
 * @param json what was said
 * @param rows of the new database, by bucket
 */
record SalvagedDb(ExitCode code, JsonNode json, SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows) {

  /** Salvages these bytes. */
  static SalvagedDb of(byte[] db, Path folder, String... more) throws Exception {
    Path file = Files.write(folder.resolve("broken"), db);
    Path out = folder.resolve("saved");
    Files.deleteIfExists(out);
    List<Object> words =
        new ArrayList<>(List.of("db", "salvage", file, "--out", out, "-o", "json"));
    words.addAll(List.of(more));
    Run run = Run.drydock(words.toArray());
    assertTrue(
        run.code() == ExitCode.OK || run.code() == ExitCode.FINDINGS, () -> run.out() + run.err());
    JsonNode json = Json.read(run.out());
    assertEquals(run.code() == ExitCode.OK, json.at("/plan/nothing_lost").asBoolean());
    return new SalvagedDb(run.code(), json, rows(Files.readAllBytes(out)));
  }

  /** All rows of a sound database. */
  static SortedMap<Bytes, SortedMap<Bytes, Bytes>> rows(byte[] db)
      throws IOException, FormatException {
    SortedMap<Bytes, SortedMap<Bytes, Bytes>> buckets = new TreeMap<>();
    BoltView view = BoltView.of(BoltFile.open(ByteSource.of("db", db)));
    for (Bytes bucket : view.buckets()) {
      SortedMap<Bytes, Bytes> rows = new TreeMap<>();
      BackendCursor cursor = view.cursor(bucket);
      while (cursor.next()) {
        rows.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
      }
      buckets.put(bucket, rows);
    }
    return buckets;
  }

  /** Rows of bucket {@code key}. */
  SortedMap<Bytes, Bytes> keys() {
    return rows.get(Bucket.KEY.bucketName());
  }

  /**
   * Every row is one of the old ones, and every other old one lies in a range that is listed. Where
   * it goes by a commit before the last compaction, it has rows that are compacted since. When it
   * says that nothing is lost, all buckets are what they were.
   */
  void holdsAgainst(SortedMap<Bytes, SortedMap<Bytes, Bytes>> sound, String what) {
    SortedMap<Bytes, Bytes> old = sound.get(Bucket.KEY.bucketName());
    Bytes mark = sound.get(Bucket.META.bucketName()).get(Bytes.ofUtf8("finishedCompactRev"));
    long finished = RevisionKey.main(mark.segment(), 0);
    boolean isBefore = json.at("/plan/finished_compact_revision").asLong() < finished;
    Set<Long> suspect = suspect();
    if (json.at("/plan/nothing_lost").asBoolean()) {
      assertEquals(sound, rows, () -> what + ": not all that there was: " + json);
    }
    keys()
        .forEach((key, value) -> {
          long main = RevisionKey.main(key.segment(), 0);
          boolean isCompactedSince = isBefore && main <= finished && !old.containsKey(key);
          boolean isSuspect = old.containsKey(key) && suspect.contains(main);
          assertTrue(
              value.equals(old.get(key)) || isCompactedSince || isSuspect,
              () -> what + ": " + main + " is not what it was, and not suspected: " + json);
        });
    for (Bytes key : old.keySet()) {
      long main = RevisionKey.main(key.segment(), 0);
      assertTrue(
          keys().containsKey(key) || isListed(main),
          () -> what + ": revision " + main + " is lost and not listed: " + json);
    }
  }

  /** Revisions of rows that are said to be overwritten, probably. */
  private Set<Long> suspect() {
    Set<Long> revisions = new HashSet<>();
    json.at("/plan/suspect").forEach(row -> revisions.add(row.path("revision").asLong()));
    return revisions;
  }

  private boolean isListed(long main) {
    for (JsonNode loss : json.at("/plan/lost")) {
      long last = loss.path("last_revision").asLong(Long.MAX_VALUE);
      if (loss.path("first_revision").asLong() <= main && main <= last) {
        return true;
      }
    }
    return false;
  }
}
