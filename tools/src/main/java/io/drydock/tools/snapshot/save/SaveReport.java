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
import java.util.List;

/**
 * A save that is done; or one whose snapshot was not kept, because the proof failed.
 *
 * @param file that was to be written
 * @param members that were asked
 * @param outcome of the save
 * @param retention what became of older ones
 */
record SaveReport(Path file, List<Candidate> members, SaveRun.Outcome outcome, Retention retention)
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
    json.string("file", file.toString()).bool("saved", outcome.manifest().isPresent());
    if (outcome.manifest().isPresent()) {
      Manifest manifest = outcome.manifest().get();
      json.string("manifest_file", ManifestFile.beside(file).toString())
          .object("manifest", manifest::json);
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
    if (outcome.manifest().isEmpty()) {
      outcome.findings().forEach(finding -> Findings.draw(page, finding));
      page.line(
          page.paint().bad("not saved")
              + ": what the server sent arrived as it was sent, and is damaged: its own database"
              + " is; save from another member");
      return;
    }
    saved(page, outcome.manifest().get());
    outcome.findings().forEach(finding -> Findings.draw(page, finding));
    if (!retention.decisions().isEmpty()) {
      page.heading("Backups of this cluster");
      retention.draw(page, "removed");
    }
  }

  private void saved(Page page, Manifest manifest) {
    Content content = manifest.content();
    page.heading("Saved " + file);
    page.fact(
        "from",
        "%s, member %s of cluster %s, etcd %s"
            .formatted(
                manifest.origin().endpoint(),
                manifest.origin().memberId(),
                manifest.origin().clusterId(),
                manifest.origin().etcdVersion()));
    page.fact("complete", completeness(manifest));
    page.fact(
        "content",
        "revision %d%s; raft index %s"
            .formatted(
                content.revisions().current(),
                content.revisions().compacted() > 0
                    ? ", compacted at " + content.revisions().compacted()
                    : "",
                Long.toUnsignedString(content.applied().raftIndex())));
    page.fact("size", size(manifest));
    Proof.Looked looked = outcome.proof().looked();
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

  private static String completeness(Manifest manifest) {
    return manifest.origin().fence().isLinearizable()
        ? "every write acknowledged before " + manifest.began() + " is in it"
        : "NOT known to be: the member could not tell whether it has every acknowledged write";
  }

  private static String size(Manifest manifest) {
    String plain = Texts.exactBytes(manifest.packed().bytes());
    return manifest.packed().form() == Compression.NONE
        ? plain
        : plain
            + ", "
            + manifest.packed().form()
            + " of "
            + Texts.exactBytes(manifest.image().bytes());
  }
}
