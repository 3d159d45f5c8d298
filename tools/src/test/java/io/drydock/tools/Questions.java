package io.drydock.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every reading command once, for tests of what all of them keep to. */
public final class Questions {

  private Questions() {}

  /** Command lines about a data directory, each with its path. */
  public static List<List<String>> of(Path dataDir) {
    List<List<String>> questions = new ArrayList<>();
    for (String question :
        new String[] {
          "inspect",
          "fsck",
          "diff --brief",
          "report -o -",
          "wal ls",
          "wal dump",
          "wal stats",
          "wal verify",
          "snap ls",
          "snap show",
          "db status",
          "db buckets",
          "db ls",
          "db du",
          "db check",
          "db hashkv",
          "db alarms",
          "db leases",
          "db users",
          "db members",
          "db get",
          "db history",
          "compact --dry-run --keep 2",
          "defrag --dry-run",
          "snapshot take --dry-run"
        }) {
      List<String> words = new ArrayList<>(List.of(question.split(" ")));
      words.add(dataDir.toString());
      if (words.contains("diff")) {
        words.add(dataDir.toString());
      }
      if (words.contains("get") || words.contains("history")) {
        words.add("t2");
      }
      questions.add(words);
    }
    return questions;
  }
}
