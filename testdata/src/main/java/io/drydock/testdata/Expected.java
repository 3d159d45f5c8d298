package io.drydock.testdata;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The answers recorded beside a kept data directory: the files {@code expected/*.json} of an
 * unpacked archive. What each holds is said in {@code testdata/README.md}.
 */
public final class Expected {
  private final Path folder;

  /**
   * Of an unpacked archive.
   *
   * @param unpacked as {@link Archive#unpack} returned it
   */
  public Expected(Path unpacked) {
    this.folder = unpacked.resolve("expected");
  }

  /** Whether there is an answer of this name. */
  public boolean has(String name) {
    return Files.exists(file(name));
  }

  /**
   * A whole answer.
   *
   * @param name the file name without {@code .json}
   * @throws IOException when there is no such answer
   */
  public JsonNode json(String name) throws IOException {
    return Json.read(file(name));
  }

  /**
   * The keys of a recorded range, in key order, such as {@code get_all_rev_current}.
   *
   * @throws IOException when there is no such answer
   */
  public List<Kv> kvs(String name) throws IOException {
    return Kv.listOf(json(name));
  }

  /**
   * Recorded HashKV answers by revision (0: the current one), such as {@code hashkv}.
   *
   * @throws IOException when there is no such answer
   */
  public SortedMap<Long, HashKv> hashKv(String name) throws IOException {
    var answers = new TreeMap<Long, HashKv>();
    for (var answer : json(name).properties()) {
      answers.put(
          Long.valueOf(answer.getKey()), HashKv.of(answer.getValue().path(0).path("HashKV")));
    }
    return answers;
  }

  private Path file(String name) {
    return folder.resolve(name + ".json");
  }

  /**
   * The HashKV answer in a recorded file that holds several, under {@code hashkv}.
   *
   * @throws IOException when there is no such file, or it cannot be read
   */
  public HashKv hashKvWithin(String name) throws IOException {
    return HashKv.of(json(name).path("hashkv").path("HashKV"));
  }
}
