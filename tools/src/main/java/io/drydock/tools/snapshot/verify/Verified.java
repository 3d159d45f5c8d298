package io.drydock.tools.snapshot.verify;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.tools.ExitCode;
import io.drydock.tools.db.status.Trailer;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The verdict on one snapshot file.
 *
 * @param file as named
 * @param onDisk its size and form
 * @param manifest what is beside it
 * @param proof what was found in it; empty when it could not be opened
 * @param findings all, worst first
 */
record Verified(
    Path file,
    ManifestCheck.OnDisk onDisk,
    Companion manifest,
    Optional<Proof> proof,
    List<Finding> findings)
    implements Verdict {

  /** How the manifest stands. */
  enum Companion {
    /** There is none. */
    ABSENT("absent"),
    /** It says what the file says. */
    AGREES("agrees"),
    /** It speaks of other bytes, or cannot be read. */
    DIFFERS("differs");

    private final String text;

    Companion(String text) {
      this.text = text;
    }
  }

  Verified {
    findings = List.copyOf(findings);
  }

  long count(Severity severity) {
    return findings.stream().filter(each -> each.severity() == severity).count();
  }

  boolean isDamaged() {
    return count(Severity.ERROR) > 0;
  }

  /** {@code proven}, {@code sound} (of a file without checksum) or {@code damaged}. */
  @Override
  public String verdict() {
    if (isDamaged()) {
      return "damaged";
    }
    return proof.orElseThrow().isProven() ? "proven" : "sound";
  }

  @Override
  public ExitCode code() {
    return isDamaged() ? ExitCode.FINDINGS : ExitCode.OK;
  }

  @Override
  public Cells cells() {
    return new Cells(
        Texts.count(onDisk.bytes()),
        findings.stream().map(Finding::code).distinct().collect(Collectors.joining(", ")));
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("file", file.toString())
        .string("verdict", verdict())
        .string("compression", onDisk.form().toString())
        .number("file_bytes", onDisk.bytes())
        .string("manifest", manifest.text)
        .number("errors", count(Severity.ERROR))
        .number("warnings", count(Severity.WARNING));
    if (proof.isPresent()) {
      Proof found = proof.get();
      json.number("image_bytes", found.imageBytes())
          .string("trailer", Trailer.name(found.trailer()))
          .number("pages_reached", found.looked().pages())
          .number("key_records", found.looked().records())
          .number("keys", found.looked().keys());
      if (found.content().isPresent()) {
        found.content().get().json(json);
      }
      json.number("findings_omitted", found.omitted());
    }
    Findings.json(json, findings);
  }

  @Override
  public void draw(Page page) {
    findings.forEach(finding -> Findings.draw(page, finding));
    page.line(file + ": " + sentence(page));
  }

  private String sentence(Page page) {
    String beside =
        switch (manifest) {
          case ABSENT -> "; no manifest beside it";
          case AGREES -> "; as its manifest says";
          case DIFFERS -> "; not what its manifest says";
        };
    String problems =
        Texts.count(count(Severity.ERROR), "error")
            + " and "
            + Texts.count(count(Severity.WARNING), "warning");
    return switch (verdict()) {
      case "damaged" -> page.paint().bad("damaged") + ": " + problems + beside;
      case "proven" -> page.paint().good("proven") + ": SHA-256 right, " + looked() + beside;
      default -> page.paint().warn("sound") + ", but without SHA-256: " + looked() + beside;
    };
  }

  /** Of a file that opened. */
  private String looked() {
    Proof.Looked looked = proof.orElseThrow().looked();
    return "%s sound, %s of %s, revision %d"
        .formatted(
            Texts.count(looked.pages(), "page"),
            Texts.count(looked.records(), "revision record"),
            Texts.count(looked.keys(), "key"),
            proof.orElseThrow().content().orElseThrow().revisions().current());
  }
}
