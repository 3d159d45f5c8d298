package io.drydock.tools.snapshot.save;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.cli.Version;
import io.drydock.tools.client.Connection;
import io.drydock.tools.client.MemberStatus;
import io.drydock.tools.client.SnapshotStream;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Texts;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.snapshot.manifest.Compression;
import io.drydock.tools.snapshot.manifest.Content;
import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.snapshot.verify.Proof;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One save: fence, stream, sync, proof, manifest, names. At every point of interruption there is no
 * file of the final name, or the whole one.
 */
final class SaveRun {

  private static final long SLACK_BYTES = 1 << 20;

  private final SaveFiles files;
  private final boolean isToProve;
  private final OutputOptions options;
  private final Stop stop;

  SaveRun(SaveFiles files, boolean isToProve, OutputOptions options, Stop stop) {
    this.files = files;
    this.isToProve = isToProve;
    this.options = options;
    this.stop = stop;
  }

  /**
   * Saves from this member.
   *
   * @throws IOException when server or disk fail, or the time is over; nothing is left then
   * @throws FormatException when the snapshot holds what is not supported; as above
   */
  Outcome save(Connection connection, Candidate chosen) throws IOException, FormatException {
    requireRoom(chosen.status().orElseThrow());
    return files.alone(() -> cleanly(connection, chosen));
  }

  private Outcome cleanly(Connection connection, Candidate chosen)
      throws IOException, FormatException {
    files.clear();
    boolean isDone = false;
    try {
      Outcome outcome = saved(connection, chosen);
      isDone = outcome.isSaved();
      return outcome;
    } finally {
      if (!isDone) {
        files.clear();
      }
    }
  }

  private Outcome saved(Connection connection, Candidate chosen)
      throws IOException, FormatException {
    Instant began = options.now().truncatedTo(ChronoUnit.MILLIS);
    Manifest.Fence fence =
        chosen.fitness().isLinearizable()
            ? new Manifest.Fence(true, connection.awaitAcknowledgedWrites())
            : new Manifest.Fence(false, 0);
    Received received = receive(connection, chosen.status().orElseThrow().dbBytes());
    Manifest.Origin origin = origin(chosen, fence);
    if (isToProve) {
      return proven(origin, received, began);
    }
    var unproven = new Outcome.Unproven(origin, packing(received), image(received), began);
    stop.check();
    files.name(Optional.empty());
    return unproven;
  }

  private Outcome proven(Manifest.Origin origin, Received received, Instant began)
      throws IOException, FormatException {
    Proof proof = prove();
    List<Finding> findings = new ArrayList<>(proof.findings());
    proof.content().flatMap(found -> behind(origin.fence(), found)).ifPresent(findings::add);
    boolean isGood = findings.stream().noneMatch(each -> each.severity() == Severity.ERROR);
    if (!isGood || proof.content().isEmpty()) {
      return new Outcome.Refused(Findings.worstFirst(findings));
    }
    Manifest manifest =
        new Manifest(
            Version.text(),
            packing(received),
            image(received),
            origin,
            proof.content().get(),
            began,
            options.now().truncatedTo(ChronoUnit.MILLIS));
    stop.check();
    files.name(Optional.of(ManifestFile.document(manifest)));
    return new Outcome.Proven(manifest, proof, Findings.worstFirst(findings));
  }

  private static Manifest.Image image(Received received) {
    return new Manifest.Image(received.imageBytes(), received.imageSha256());
  }

  private static Manifest.Origin origin(Candidate chosen, Manifest.Fence fence) {
    MemberStatus member = chosen.status().orElseThrow();
    return new Manifest.Origin(
        chosen.endpoint().text(),
        member.clusterId(),
        member.memberId(),
        member.etcdVersion(),
        fence);
  }

  private Optional<Finding> behind(Manifest.Fence fence, Content content) {
    if (content.revisions().current() >= fence.revision()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "SNAPSHOT-BEHIND",
            Severity.ERROR,
            new Extent(files.file().toString(), 0, 0),
            "the snapshot goes up to revision %d; the member had applied %d before it was asked"
                .formatted(content.revisions().current(), fence.revision())));
  }

  /** The file can be smaller than the server's: free pages at its end are not sent. */
  private void requireRoom(MemberStatus member) throws IOException {
    long room = Files.getFileStore(files.folder()).getUsableSpace();
    long needed = member.dbBytes() + SLACK_BYTES;
    if (room < needed) {
      throw new IOException(
          "%s: %s are needed, %s are free; nothing was saved"
              .formatted(files.folder(), Texts.exactBytes(needed), Texts.exactBytes(room)));
    }
  }

  private Received receive(Connection connection, long dbBytes) throws IOException {
    try (SnapshotStream stream = connection.snapshot();
        Progress progress = options.progresses().start("receive", dbBytes)) {
      stop.watch(stream);
      stop.check();
      Sending sending = new Sending(connection.endpoint().text(), stream, progress);
      if (files.form() == Compression.NONE) {
        return plain(sending);
      }
      return isToProve ? packedAndPlain(sending) : packed(sending);
    }
  }

  /** What arrives, and who is told. */
  private record Sending(String name, SnapshotStream stream, Progress progress) {

    Received into(Received.Sink sink) throws IOException {
      return Received.take(stream::next, sink, name, progress::advance);
    }
  }

  private Received plain(Sending sending) throws IOException {
    try (FileChannel plain = files.create(files.plain())) {
      Received received = sending.into(bytes -> write(plain, bytes));
      plain.force(true);
      return received;
    }
  }

  private Received packed(Sending sending) throws IOException {
    try (PackedOutput packed = PackedOutput.to(files.create(files.packed()), files.form())) {
      Received received = sending.into(packed::write);
      packed.finish();
      return received;
    }
  }

  /** The proof needs to look about in what is compressed as it comes. */
  private Received packedAndPlain(Sending sending) throws IOException {
    try (FileChannel plain = files.create(files.plain());
        PackedOutput packed = PackedOutput.to(files.create(files.packed()), files.form())) {
      Received received =
          sending.into(bytes -> {
            packed.write(bytes);
            write(plain, bytes);
          });
      packed.finish();
      plain.force(true);
      return received;
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private Proof prove() throws IOException, FormatException {
    try (DbSource source = DbSource.open(files.plain());
        Progress progress =
            options.progresses().start("prove", Proof.PASSES * source.fileBytes())) {
      return Proof.of(
          source,
          false,
          bytes -> {
            progress.advance(bytes);
            stop.checkQuietly();
          });
    }
  }

  private Manifest.Packing packing(Received received) throws IOException {
    String name = files.file().getFileName().toString();
    long bytes = Files.size(files.packed());
    if (files.form() == Compression.NONE) {
      return new Manifest.Packing(name, Compression.NONE, bytes, received.wholeSha256());
    }
    var readBack = PackedOutput.ReadBack.of(files.packed(), stop);
    if (!readBack.contentSha256().equals(received.wholeSha256())) {
      throw new IOException(
          files.packed() + ": what was read back is not what was written; nothing was saved");
    }
    return new Manifest.Packing(name, files.form(), bytes, readBack.packedSha256());
  }
}
