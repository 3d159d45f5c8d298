package io.drydock.tools.snapshot.keep;

import io.drydock.formats.member.ClusterId;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.write.FileOps;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a cluster's backups in a folder.
 *
 * @param decisions newest first; empty when no rule was given
 */
public record Retention(List<RetentionPolicy.Decision> decisions) {

  /** Nothing is decided. */
  public static final Retention NONE = new Retention(List.of());

  /** Copies the list. */
  public Retention {
    decisions = List.copyOf(decisions);
  }

  /**
   * Decides on those backups of the cluster that are whole: proven when they were saved, and still
   * of that size. Of another cluster, damaged, without a manifest of ours, or behind a link, a file
   * stays, and does not count.
   *
   * @param folder of the backups
   * @param cluster whose they are
   * @param saved the one that this is done for, there already or not; it stays in any case
   * @param now what is dated later stays, too
   */
  public static Retention of(
      Path folder,
      ClusterId cluster,
      RetentionPolicy policy,
      RetentionPolicy.Backup saved,
      Instant now)
      throws IOException {
    if (policy.isNone()) {
      return NONE;
    }
    List<RetentionPolicy.Backup> backups = new ArrayList<>(List.of(saved));
    for (BackupFolder.Entry entry : BackupFolder.read(folder).entries()) {
      String name = entry.file().getFileName().toString();
      if (entry.isWhole()
          && entry.link().isEmpty()
          && !name.equals(saved.name())
          && entry.manifest().origin().clusterId().equals(cluster)) {
        backups.add(new RetentionPolicy.Backup(name, entry.manifest().began()));
      }
    }
    return new Retention(policy.decide(backups, saved.name(), now));
  }

  /** What the user should know of the folder: manifests with a time that cannot be true. */
  public List<String> warnings() {
    return decisions.stream()
        .filter(RetentionPolicy.Decision::isOfTheFuture)
        .map(RetentionPolicy.Decision::backup)
        .map(each ->
            each.name()
                + ": its manifest says it was taken at "
                + each.began()
                + ", which is later than now; a clock is or was wrong; it stays and no rule"
                + " counts it")
        .toList();
  }

  /**
   * Removes what does not stay: the snapshot first, then its manifest, so that no snapshot is left
   * which nobody would ever remove.
   */
  public void apply(Path folder, FileOps ops) throws IOException {
    boolean isChanged = false;
    for (RetentionPolicy.Decision decision : decisions) {
      if (!decision.isKept()) {
        Path file = folder.resolve(decision.backup().name());
        ops.delete(file);
        ops.delete(ManifestFile.beside(file));
        isChanged = true;
      }
    }
    if (isChanged) {
      ops.syncFolder(folder);
    }
  }

  public void json(Json json) throws IOException {
    json.objects(
        "retention",
        decisions,
        (each, decision) -> {
          each.string("file", decision.backup().name())
              .string("began", decision.backup().began().toString())
              .bool("kept", decision.isKept())
              .strings("reasons", decision.reasons());
        });
  }

  /** A table; nothing when no rule was given. */
  public void draw(Page page, String removed) {
    page.table(
        List.of(
            Column.left("BACKUP", each -> each.backup().name()),
            Column.left("TAKEN", each -> each.backup().began().toString()),
            Column.left(
                "STAYS", each -> each.isKept() ? String.join(", ", each.reasons()) : removed)),
        decisions);
  }
}
