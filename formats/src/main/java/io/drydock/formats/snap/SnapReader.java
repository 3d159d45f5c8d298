package io.drydock.formats.snap;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.FieldScan;
import io.drydock.formats.bytes.RollingCrc32C;
import io.drydock.formats.proto.raftpb.SnapshotMetadata;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a {@code .snap} file and says all that is wrong with it. No heap grows with the v2 store.
 *
 * <p>Findings, as errors where etcd up to 3.6 would set the file aside as {@code .snap.broken}:
 *
 * <pre>
 * SNAP-EMPTY     error    no bytes, no data, or a checksum of 0
 * SNAP-ENVELOPE  error    not a snappb.Snapshot
 * SNAP-CRC       error    the data is not what the checksum says
 * SNAP-CONTENT   error    the data is not a raftpb.Snapshot
 * SNAP-METADATA  error    term or index 0: no server writes such a file
 * SNAP-VOTERS    error    no voter in the configuration: nobody could be elected
 * SNAP-NAME      warning  the file is named for another term and index, or in another form
 * SNAP-FORM      warning  right, but not the bytes that etcd writes: unknown or repeated fields
 * </pre>
 */
public final class SnapReader {

  private static final int CRC_FIELD = 1;
  private static final int DATA_FIELD = 2;
  private static final int STORE_FIELD = 1;
  private static final int METADATA_FIELD = 2;
  private static final long PIECE_BYTES = 1L << 30;

  /** A hundred thousand members and more; the largest cluster has a few dozen. */
  private static final long METADATA_BYTES_MAX = 1L << 20;

  private final ByteSource source;
  private final List<Finding> findings = new ArrayList<>();

  private SnapReader(ByteSource source) {
    this.source = source;
  }

  /**
   * What was read, and what is wrong with it.
   *
   * @param file empty when it could not be decoded; present, but not to be believed, when only its
   *     checksum is wrong
   * @param findings in the order of the checks
   */
  public record Result(Optional<SnapFile> file, List<Finding> findings) {

    /** Copies the list. */
    public Result {
      findings = List.copyOf(findings);
    }

    /** True when etcd would take the file. */
    public boolean isSound() {
      return file.isPresent() && findings.stream().noneMatch(SnapReader::isError);
    }
  }

  /** Reads as much as can be read and checks everything; damage is in the result. */
  public static Result inspect(ByteSource source) {
    var reader = new SnapReader(source);
    Optional<SnapFile> file = reader.readFile();
    return new Result(file, reader.findings);
  }

  /**
   * Reads a sound file.
   *
   * @throws CorruptFileException with the first error of {@link #inspect}
   */
  public static SnapFile read(ByteSource source) throws CorruptFileException {
    Result result = inspect(source);
    for (Finding finding : result.findings()) {
      if (isError(finding)) {
        throw new CorruptFileException(finding.at(), finding.message());
      }
    }
    return result.file().orElseThrow();
  }

  private static boolean isError(Finding finding) {
    return finding.severity() == Severity.ERROR;
  }

  private Optional<SnapFile> readFile() {
    Extent whole = extent(0, source.size());
    if (source.size() == 0) {
      return fail("SNAP-EMPTY", whole, "empty snapshot file");
    }
    var envelope = new FieldScan(view(whole));
    int crc = 0;
    Extent data = extent(0, 0);
    while (envelope.next()) {
      if (envelope.field() == CRC_FIELD && envelope.isVarint()) {
        crc = (int) envelope.varint();
      } else if (envelope.field() == DATA_FIELD && envelope.isBytes()) {
        data = extent(envelope.offset(), envelope.length());
      } else if (envelope.field() <= DATA_FIELD) {
        return fail("SNAP-ENVELOPE", whole, "snapshot envelope with a field of a wrong type");
      }
    }
    if (!envelope.isWhole()) {
      return fail("SNAP-ENVELOPE", whole, "not a snapshot envelope");
    }
    if (data.length() == 0 || crc == 0) {
      return fail("SNAP-EMPTY", whole, "snapshot without data or checksum");
    }
    checkCrc(crc, data);
    Optional<SnapFile> file = readContent(crc, data);
    file.ifPresent(this::checkContent);
    file.ifPresent(this::checkForm);
    return file;
  }

  private void checkCrc(int stored, Extent data) {
    int computed = crc(view(data));
    if (computed != stored) {
      String what = "snapshot crc mismatch: expected " + hex(stored) + ", found " + hex(computed);
      add("SNAP-CRC", Severity.ERROR, data, what);
    }
  }

  private Optional<SnapFile> readContent(int crc, Extent data) {
    var content = new FieldScan(view(data));
    Extent store = extent(data.offset(), 0);
    Extent metadata = store;
    while (content.next()) {
      if (content.field() <= METADATA_FIELD && !content.isBytes()) {
        return fail("SNAP-CONTENT", data, "raft snapshot with a field of a wrong type");
      }
      if (content.field() == STORE_FIELD) {
        store = extent(data.offset() + content.offset(), content.length());
      } else if (content.field() == METADATA_FIELD) {
        metadata = extent(data.offset() + content.offset(), content.length());
      }
    }
    if (!content.isWhole()) {
      return fail("SNAP-CONTENT", data, "not a raft snapshot");
    }
    if (metadata.length() > METADATA_BYTES_MAX) {
      return fail("SNAP-CONTENT", metadata, "snapshot metadata of " + metadata.length() + " bytes");
    }
    try {
      var parsed = SnapshotMetadata.parseFrom(view(metadata).asByteBuffer());
      Extent whole = extent(0, source.size());
      return Optional.of(new SnapFile(whole, crc, store, view(store), parsed));
    } catch (InvalidProtocolBufferException malformed) {
      return fail("SNAP-CONTENT", metadata, "snapshot metadata: " + malformed.getMessage());
    }
  }

  private void checkContent(SnapFile file) {
    if (file.position().index() == 0 || file.position().term() == 0) {
      String what = "snapshot of term/index " + file.position();
      add("SNAP-METADATA", Severity.ERROR, file.at(), what);
    }
    if (file.confState().getVotersCount() == 0) {
      add("SNAP-VOTERS", Severity.ERROR, file.at(), "snapshot configuration without a voter");
    }
    var expected = new SnapFileName(file.position()).toString();
    Path name = Path.of(source.name()).getFileName();
    if (name != null && !expected.equals(name.toString())) {
      String what = "snapshot file name: expected " + expected + " by its content, found " + name;
      add("SNAP-NAME", Severity.WARNING, file.at(), what);
    }
  }

  /** The bytes before the v2 store and between it and the end have only one form in etcd. */
  private void checkForm(SnapFile file) {
    var form = SnapEncoder.Form.of(file.crc(), file.storeAt().length(), file.metadata());
    boolean isPlain =
        form.bytes() == source.size()
            && form.isAround(view(file.at()))
            && file.metadata().getUnknownFields().asMap().isEmpty()
            && file.confState().getUnknownFields().asMap().isEmpty();
    if (!isPlain) {
      String what = "sound, but not in the form that etcd writes: unknown, repeated or long fields";
      add("SNAP-FORM", Severity.WARNING, file.at(), what);
    }
  }

  private <T> Optional<T> fail(String code, Extent at, String message) {
    add(code, Severity.ERROR, at, message);
    return Optional.empty();
  }

  private void add(String code, Severity severity, Extent at, String message) {
    findings.add(new Finding(code, severity, at, message));
  }

  private Extent extent(long offset, long length) {
    return source.extent(offset, length);
  }

  private MemorySegment view(Extent part) {
    try {
      return source.view(part.offset(), part.length());
    } catch (CorruptFileException impossible) {
      throw new IllegalStateException("a part that was found in the file", impossible);
    }
  }

  /** In pieces: a buffer reaches no further than 2 GiB. */
  private static int crc(MemorySegment bytes) {
    var crc = new RollingCrc32C();
    for (long from = 0; from < bytes.byteSize(); from += PIECE_BYTES) {
      crc.update(bytes.asSlice(from, Math.min(PIECE_BYTES, bytes.byteSize() - from)));
    }
    return crc.value();
  }

  private static String hex(int crc) {
    return String.format("%08x", crc);
  }
}
