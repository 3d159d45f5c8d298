package io.drydock.tools.tour;

import io.drydock.testdata.HashKv;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the tour says and types. */
final class TourScript {

  /** Name of the archive in {@code testdata/}, and of the folder in it. */
  static final String ARCHIVE = "prod-etcd-1";

  private TourScript() {}

  static String opening() {
    return "It is 3 a.m. Writes to etcd fail with \"mvcc: database space exceeded\". This is"
        + " the data directory of that member, written by a real etcd 3.5.30 with a quota of"
        + " 16 MiB. The server is stopped; what follows only reads it, until step 8 writes a new"
        + " copy beside it:";
  }

  /**
   * The steps.
   *
   * @param etcdsHash what etcd itself answered after it had done the same
   */
  static List<TourStep> steps(Path member, Path folder, HashKv etcdsHash) {
    Path compacted = folder.resolve("compacted");
    return Stream.of(looking(member), planning(member), acting(member, compacted, etcdsHash))
        .flatMap(List::stream)
        .toList();
  }

  /** Looks at what is there, and whether it is sound. */
  private static List<TourStep> looking(Path member) {
    return List.of(
        TourStep.of(
            "Whose directory is this, and in what state?",
            "The log, the snapshots and the database, and how they relate. Note the alarm.",
            "inspect",
            member),
        TourStep.of(
            "Is the log sound?",
            "Every record of every segment: lengths, checksums, order, and how the file ends.",
            "wal",
            "verify",
            member),
        TourStep.of(
            "Is the database sound?",
            "The b-tree page by page, then the rules of the key space: revisions, versions,"
                + " deletions, leases, users.",
            "db",
            "check",
            member),
        TourStep.of(
            "What has been written lately?",
            "The log by kind of request and by prefix: who wrote how much.",
            "wal",
            "stats",
            member,
            "--depth",
            "3",
            "--top",
            "5"),
        TourStep.of(
            "What fills the database?",
            "Live keys and old versions by prefix. History, not live data, is what fills it.",
            "db",
            "du",
            member,
            "--depth",
            "3",
            "--limit",
            "12",
            "--sort",
            "history"));
  }

  /** Tells what would help. */
  private static List<TourStep> planning(Path member) {
    return List.of(
        TourStep.of(
            "Would a defragmentation help?",
            "Hardly: its pages are in use, by history. The plan says so before anything is done.",
            "defrag",
            member,
            "--dry-run"),
        TourStep.of(
            "Would a compaction help?",
            "Yes. This is the plan, with the size that the new database will have.",
            "compact",
            member,
            "--keep",
            "0",
            "--dry-run"));
  }

  /** Does the work, and proves it. */
  private static List<TourStep> acting(Path member, Path compacted, HashKv etcdsHash) {
    return List.of(
        TourStep.of(
            "Compact and defragment, into a new directory",
            "Written beside, synced, read back and checked; the old directory stays as it is.",
            "compact",
            member,
            "--keep",
            "0",
            "--out",
            compacted),
        TourStep.of(
            "Is the result sound?",
            "The same checks on the new database.",
            "db",
            "check",
            compacted),
        TourStep.of(
            "Is it what etcd itself would have made?",
            "When etcd 3.5.30 had compacted and defragmented this directory, it answered HashKV "
                + etcdsHash.hash()
                + ", compacted at revision "
                + etcdsHash.compactRevision()
                + ".",
            "db",
            "hashkv",
            compacted));
  }

  /**
   * The last words.
   *
   * @param withNode whether there was a part on a node
   */
  static String closing(Path folder, String name, boolean withNode) {
    Path compacted = folder.resolve("compacted");
    Path full = folder.resolve(ARCHIVE);
    String node =
        """

          %s
              the node's; it starts on it again, and every command here reads it\
        """
            .formatted(LivePart.data(folder));
    return """

    Done. The folders stay for you to play in:
      %s
          the full one, untouched
      %s
          the compacted one; an etcd 3.5 starts on it as it is. Its NOSPACE alarm is
          stored in it: `etcdctl alarm disarm`, once it runs with room to spare.%s
    Try next:
      %s wal dump %s --tail 20
      %s db history %s /registry/minions/node-01
      %s --help\
    """
        .formatted(
            full,
            compacted,
            withNode ? node : "",
            name,
            full.resolve("data"),
            name,
            full.resolve("data"),
            name);
  }
}
