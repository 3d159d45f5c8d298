package io.drydock.tools.snapshot.save;

import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.snapshot.keep.Retention;
import io.drydock.tools.snapshot.manifest.Compression;
import io.drydock.tools.snapshot.manifest.Content;
import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.snapshot.verify.Proof;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A save that is done; or one whose snapshot was not kept, because the proof failed.
 *
 * @param file that was to be written
 * @param members that were asked
 * @param outcome of the save
 * @param retention what became of older ones
 */
record SaveReport(Path file, List<Candidate> members, Outcome outcome, Retention retention)
    implements Report {

  SaveReport {
    members = List.copyOf(members);
  }

  @Override
  public String schema() {
    return "snapshot.save/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("file", file.toString()).bool("saved", outcome.isSaved());
    switch (outcome) {
      case Outcome.Proven(Manifest manifest, _, _) ->
          json.string("manifest_file", ManifestFile.beside(file).toString())
              .object("manifest", manifest::json);
      case Outcome.Unproven unproven -> json.object("unproven", unproven::json);
      case Outcome.Refused _ -> {}
    }
    Findings.json(json, outcome.findings());
    retention.json(json);
  }

  @Override
  public void page(Page page) {
    if (page.isTable()) {
      retention.draw(page, "removed");
      return;
    }
    switch (outcome) {
      case Outcome.Proven(Manifest manifest, Proof proof, _) -> {
        saved(page, manifest, proof);
        outcome.findings().forEach(finding -> Findings.draw(page, finding));
      }
      case Outcome.Unproven unproven -> unproven(page, unproven);
      case Outcome.Refused _ -> {
        outcome.findings().forEach(finding -> Findings.draw(page, finding));
        page.line(
            page.paint().bad("not saved")
                + ": what the server sent arrived as it was sent, and is damaged: its own database"
                + " is; save from another member");
      }
    }
    if (!retention.decisions().isEmpty()) {
      page.heading("Backups of this cluster");
      retention.draw(page, "removed");
    }
  }

  private void saved(Page page, Manifest manifest, Proof proof) {
    Content content = manifest.content();
    begin(page, manifest.origin(), manifest.began());
    page.fact(
        "content",
        "revision %d%s; raft index %s"
            .formatted(
                content.revisions().current(),
                content.revisions().compacted() > 0
                    ? ", compacted at " + content.revisions().compacted()
                    : "",
                Long.toUnsignedString(content.applied().raftIndex())));
    page.fact("size", size(manifest.packed(), manifest.image()));
    Proof.Looked looked = proof.looked();
    page.fact(
        "proven",
        "SHA-256 as sent; %s, %s of %s sound"
            .formatted(
                Texts.count(looked.pages(), "page"),
                Texts.count(looked.records(), "revision record"),
                Texts.count(looked.keys(), "key")));
    page.fact(
        "hash", content.hashHex() + ", HashKV " + Integer.toHexString(content.hashKv().hash()));
    page.fact("manifest", ManifestFile.beside(file).toString());
  }

  private void unproven(Page page, Outcome.Unproven unproven) {
    begin(page, unproven.origin(), unproven.began());
    page.fact("size", size(unproven.packed(), unproven.image()));
    page.fact("SHA-256", "as sent");
    page.fact("proven", page.paint().warn("no") + "; next: drydock snapshot verify " + file);
  }

  private void begin(Page page, Manifest.Origin origin, Instant began) {
    page.heading("Saved " + file);
    page.fact(
        "from",
        "%s, member %s of cluster %s, etcd %s"
            .formatted(
                origin.endpoint(), origin.memberId(), origin.clusterId(), origin.etcdVersion()));
    page.fact("complete", completeness(origin.fence(), began));
  }

  private static String completeness(Manifest.Fence fence, Instant began) {
    return fence.isLinearizable()
        ? "every write acknowledged before " + began + " is in it"
        : "NOT known to be: the member could not tell whether it has every acknowledged write";
  }

  private static String size(Manifest.Packing packed, Manifest.Image image) {
    String plain = Texts.exactBytes(packed.bytes());
    return packed.form() == Compression.NONE
        ? plain
        : plain + ", " + packed.form() + " of " + Texts.exactBytes(image.bytes());
  }
}
