package io.drydock.tools.snapshot.verify;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.Failures;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.snapshot.manifest.Compression;
import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.snapshot.manifest.Sha256;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snapshot verify}: whether snapshot files are whole, sound, and what was saved. */
@Command(
    name = "verify",
    description = "Prove snapshot files: SHA-256, pages, revisions, leases, users, manifest.",
    mixinStandardHelpOptions = true)
public final class SnapshotVerify implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "snapshot files")
  private List<Path> files;

  @Option(
      names = "--skip-hash-check",
      description = "take a file without SHA-256 at its end, such as a copied database, for sound")
  private boolean withoutSha;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description = "where a compressed file is unpacked (default: the folder of temporary files)")
  private Optional<Path> scratch = Optional.empty();

  @Mixin private final OutputOptions options;

  /** Writes to this terminal. */
  public SnapshotVerify(Terminal terminal) {
    options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException {
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        throw new UsageException(
            file + ": a folder; `drydock db check` checks the database of a data directory");
      }
    }
    List<Verdict> verdicts = new ArrayList<>();
    for (Path file : files) {
      verdicts.add(verdict(file));
    }
    var report = new VerifyReport(verdicts);
    options.output().report(report);
    return report.code().code();
  }

  /** One that cannot be read takes nothing from what is said of the others. */
  private Verdict verdict(Path file) {
    try {
      return verify(file);
    } catch (IOException | FormatException | ChangingException failure) {
      Failures.Told told = Failures.expected(failure).orElseThrow();
      options.terminal().complain("drydock: " + told.message());
      return new Verdict.NotRead(file, told.code(), told.message());
    }
  }

  private Verified verify(Path file) throws IOException, FormatException {
    var onDisk = onDisk(file);
    Optional<Proof> proof;
    List<Finding> findings = new ArrayList<>();
    try {
      proof = Optional.of(prove(file));
      findings.addAll(proof.get().findings());
    } catch (CorruptFileException damage) {
      proof = Optional.empty();
      findings.add(Proof.unreadable(damage));
    }
    Verified.Companion manifest = compare(file, onDisk, proof, findings);
    return new Verified(file, onDisk, manifest, proof, Findings.worstFirst(findings));
  }

  /** What a file without compression has is read in full anyhow. */
  private ManifestCheck.OnDisk onDisk(Path file) throws IOException {
    Compression form = Compression.ofFile(file);
    if (form == Compression.NONE) {
      return new ManifestCheck.OnDisk(form, Files.size(file), Optional.empty());
    }
    try (Progress progress = options.progresses().start("read", Files.size(file))) {
      Bytes sha256 = Sha256.of(file, progress::advance);
      return new ManifestCheck.OnDisk(form, Files.size(file), Optional.of(sha256));
    }
  }

  private Proof prove(Path file) throws IOException, FormatException {
    try (DbSource source = DbSource.open(file, scratch.orElseGet(Scratch::folder));
        Progress progress =
            options.progresses().start("verify", Proof.PASSES * source.fileBytes())) {
      source.liveNote().ifPresent(note -> options.terminal().note("drydock: " + note));
      Proof proof = Proof.of(source, withoutSha, progress::advance);
      source.checkUnchanged();
      return proof;
    }
  }

  private static Verified.Companion compare(
      Path file, ManifestCheck.OnDisk onDisk, Optional<Proof> proof, List<Finding> findings)
      throws IOException {
    Path place = ManifestFile.beside(file);
    return switch (ManifestFile.read(place)) {
      case ManifestFile.Found.Absent _, ManifestFile.Found.Foreign _ -> Verified.Companion.ABSENT;
      case ManifestFile.Found.Damaged(String reason) -> {
        findings.add(ManifestCheck.damaged(place, reason));
        yield Verified.Companion.DIFFERS;
      }
      case ManifestFile.Found.Present(Manifest manifest) -> {
        List<Finding> differences =
            proof
                .map(found -> ManifestCheck.compare(place, manifest, onDisk, found))
                .orElse(List.of());
        findings.addAll(differences);
        yield differences.isEmpty() && proof.isPresent()
            ? Verified.Companion.AGREES
            : Verified.Companion.DIFFERS;
      }
    };
  }
}
