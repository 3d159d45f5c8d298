package io.drydock.formats.snap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.bytes.RollingCrc32C;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.testing.RealDirectories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SnapReaderTest {

  /** Small but whole: the v2 store is {@code {"Root":1}}, one voter, term 2, index 130. */
  private static final String SMALL =
      """
      08 9f ca 8c a9 06                         # crc, CRC-32C of all after the next length
      12 20                                     # data, 32 bytes: raftpb.Snapshot
      0a 0a 7b 22 52 6f 6f 74 22 3a 31 7d       # data: the v2 store
      12 12                                     # metadata
      0a 0b 08 8b b1 ba 88 b6 d6 80 e8 83 01    # conf_state: voter 83d002b3610e988b
      10 82 01 18 02                            # index 130, term 2; no auto_leave
      """;

  private static final String NAME = "0000000000000002-0000000000000082.snap";

  static List<Path> realFiles() {
    return RealDirectories.files(SnapFileName.SUFFIX);
  }

  @ParameterizedTest
  @MethodSource("realFiles")
  void realFileIsSoundAndItsBytesComeBack(Path path) throws Exception {
    try (var source = ByteSource.map(path)) {
      SnapReader.Result result = SnapReader.inspect(source);

      assertEquals(List.of(), result.findings());
      assertTrue(result.isSound());
      var snapshot = result.file().orElseThrow().raftSnapshot();
      assertEquals(Bytes.copyOf(Files.readAllBytes(path)), SnapEncoder.encode(snapshot));
    }
  }

  @Test
  void everyFieldIsReadAndAbsentAutoLeaveStaysAbsent() throws Exception {
    Bytes content = small();
    try (var source = ByteSource.of(NAME, content.toByteArray())) {
      SnapFile file = SnapReader.read(source);

      assertEquals(new LogPosition(2, 130), file.position());
      assertEquals(List.of(0x83d002b3610e988bL), file.confState().getVotersList());
      assertEquals("{\"Root\":1}", file.store().toUtf8());
      assertEquals(source.extent(10, 10), file.storeAt());
      assertEquals(content, SnapEncoder.encode(file.raftSnapshot()));
    }
  }

  @Test
  void newSnapshotHasAllFields() {
    var confState = ConfState.newBuilder().addVoters(0x83d002b3610e988bL).build();
    var snapshot =
        SnapEncoder.snapshot(
            new LogPosition(2, 130), SnapEncoder.withAllFields(confState), Bytes.ofUtf8("{}"));
    String hex = SnapEncoder.encode(snapshot).toHex();

    // The metadata that etcd 3.4.23 wrote for the same voter, index and term.
    assertTrue(hex.endsWith("0a0d088bb1ba88b6d680e883012800" + "1082011802"), hex);
  }

  @ParameterizedTest
  @CsvSource({
    "SNAP-EMPTY, ''",
    "SNAP-EMPTY, 08 01",
    "SNAP-EMPTY, 08 00 12 01 00",
    "SNAP-EMPTY, 12 01 00",
    "SNAP-ENVELOPE, ff",
    "SNAP-ENVELOPE, 08 01 12 05 00",
    "SNAP-ENVELOPE, 0a 01 00 12 01 00",
  })
  void whatIsNoSnapshotFileHasItsCode(String code, String hex) {
    Bytes content = hex.isEmpty() ? Bytes.EMPTY : Bytes.ofHex(hex);
    assertEquals(List.of(code), codes(NAME, content));
  }

  @Test
  void soundDataThatIsNoSnapshotHasItsCode() {
    assertEquals(List.of("SNAP-CONTENT"), codes(NAME, envelope(Bytes.ofHex("0a 05 00"))));
    assertEquals(List.of("SNAP-CONTENT"), codes(NAME, envelope(Bytes.ofHex("08 01"))));
    assertEquals(List.of("SNAP-CONTENT"), codes(NAME, envelope(Bytes.ofHex("12 02 0a 05"))));
    assertEquals(
        List.of("SNAP-METADATA", "SNAP-VOTERS"),
        codes("0000000000000000-0000000000000000.snap", envelope(Bytes.ofHex("0a 00 12 00"))));
  }

  @Test
  void otherNameAndOtherFormAreWarnings() throws Exception {
    assertEquals(List.of("SNAP-NAME"), codes("0000000000000002-0000000000000083.snap", small()));
    Bytes withUnknownField = Bytes.ofHex(small().toHex() + "1801");
    assertEquals(List.of("SNAP-FORM"), codes(NAME, withUnknownField));
    try (var source = ByteSource.of(NAME, withUnknownField.toByteArray())) {
      assertEquals(new LogPosition(2, 130), SnapReader.read(source).position());
    }
  }

  @Test
  void damagedDataIsNamedWithItsPlace() {
    byte[] content = small().toByteArray();
    content[12] ^= 1;
    try (var source = ByteSource.of(NAME, content)) {
      var failure = assertThrows(CorruptFileException.class, () -> SnapReader.read(source));

      assertTrue(
          failure.getMessage().startsWith("snapshot crc mismatch: expected 6523251f, found "),
          failure.getMessage());
      assertTrue(failure.getMessage().endsWith(" at " + NAME + ":0x8"), failure.getMessage());
    }
  }

  @Test
  void everyFlippedBitAndEveryCutIsFound() throws Exception {
    Path path = smallestRealFile();
    byte[] good = Files.readAllBytes(path);
    String name = path.toString();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(inspect(name, bad).isEmpty(), "bit " + bit);
    }
    for (int length = 0; length < good.length; length++) {
      assertFalse(inspect(name, Arrays.copyOf(good, length)).isEmpty(), "cut " + length);
    }
  }

  @Test
  void everyZeroedSectorIsFound() throws Exception {
    Path path = smallestRealFile();
    byte[] good = Files.readAllBytes(path);
    for (int from = 0; from < good.length; from += 512) {
      byte[] bad = good.clone();
      Arrays.fill(bad, from, Math.min(from + 512, bad.length), (byte) 0);
      assertFalse(inspect(path.toString(), bad).isEmpty(), "sector at " + from);
    }
  }

  @Test
  void noisePassesThroughWithoutAnyException() {
    var random = new Random(20261121);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      assertFalse(inspect(NAME, noise).isEmpty());
    }
  }

  @Test
  void metadataOfAbsurdSizeIsNotDecoded() {
    var large = new byte[(1 << 20) + 1 + 4];
    System.arraycopy(Bytes.ofHex("12 81 80 40").toByteArray(), 0, large, 0, 4);

    assertEquals(List.of("SNAP-CONTENT"), codes(NAME, envelope(Bytes.adopt(large))));
  }

  private static Path smallestRealFile() {
    return realFiles().stream()
        .min(Comparator.comparing(path -> path.toFile().length()))
        .orElseThrow();
  }

  private static Bytes small() {
    return Bytes.ofHex(SMALL.replaceAll("#.*", ""));
  }

  private static Bytes envelope(Bytes data) {
    int crc = RollingCrc32C.of(data.segment());
    return Bytes.adopt(
        io.drydock.formats.proto.snappb.Snapshot.newBuilder()
            .setCrc(crc)
            .setData(data.toByteString())
            .build()
            .toByteArray());
  }

  private static List<String> codes(String name, Bytes content) {
    return inspect(name, content.toByteArray()).stream().map(Finding::code).toList();
  }

  private static List<Finding> inspect(String name, byte[] content) {
    try (var source = ByteSource.of(name, content)) {
      return SnapReader.inspect(source).findings();
    }
  }
}
