package io.drydock.tools.snapshot.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {

  @TempDir Path folder;

  /** Numbers above 2^63 and signed hashes are what a careless reader loses. */
  static Manifest sample() {
    return new Manifest(
        "0.1.0",
        new Manifest.Packing("etcd.db", Compression.ZSTD, 1234, sha('a')),
        new Manifest.Image(4096, sha('b')),
        new Manifest.Origin(
            "https://10.0.0.1:2379",
            new ClusterId(0xf123456789abcdefL),
            new MemberId(7),
            "3.5.30",
            new Manifest.Fence(true, 41)),
        new Content(
            new Content.Revisions(42, -1),
            new Content.Applied(-2L, OptionalLong.of(9)),
            Optional.of("3.6.0"),
            0xdeadbeef,
            17,
            new HashKv(0x80000001, -1, 42)),
        Instant.parse("2026-11-21T02:00:00Z"),
        Instant.parse("2026-11-21T02:00:07.5Z"));
  }

  private static Bytes sha(char digit) {
    return Bytes.ofHex(String.valueOf(digit).repeat(64));
  }

  private static Manifest.Packing plain(long bytes) {
    return new Manifest.Packing("snapshot.db", Compression.NONE, bytes, sha('a'));
  }

  private static ManifestFile.Found parse(String document) {
    return ManifestFile.parse(document.getBytes(StandardCharsets.UTF_8));
  }

  private static String document(Manifest manifest) throws IOException {
    return new String(ManifestFile.document(manifest), StandardCharsets.UTF_8);
  }

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    assertEquals(new ManifestFile.Found.Present(sample()), parse(document(sample())));
    Golden.check("snapshot/manifest.json", document(sample()));
  }

  @Test
  void fieldsToComeAreNoHindrance() throws IOException {
    String more = document(sample()).replaceFirst("\\{", "{\"later\": {\"a\": [1, {}]}, ");
    assertEquals(new ManifestFile.Found.Present(sample()), parse(more));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "text",
        "\"text\"",
        "{\"schema\": \"other/1\"}",
        "{\"schema\": \"snapshot.manifest/2\"}",
        "{\"schema\": [\"snapshot.manifest/1\"]}"
      })
  void otherDocumentsAreNotOurs(String document) throws IOException {
    assertEquals(new ManifestFile.Found.Foreign(), parse(document));
  }

  /** Taken for UTF-32 by its first bytes, and none. */
  @Test
  void whatHasNoEncodingIsNotOurs() {
    byte[] wide = {'{', 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1};
    assertEquals(new ManifestFile.Found.Foreign(), ManifestFile.parse(wide));
  }

  @ParameterizedTest
  @CsvSource({
    "cluster_id, xyz",
    "member_id, ''",
    "file_sha256, abcd",
    "hash, 123456789",
    "raft_index, -1",
    "revision, x",
    "began, yesterday",
    "compression, zip"
  })
  void aFieldOfAnotherFormIsNamed(String field, String value) throws IOException {
    String spoilt =
        document(sample())
            .replaceAll("\"" + field + "\": \"[^\"]*\"", "\"" + field + "\": \"" + value + "\"");
    var damaged = assertInstanceOf(ManifestFile.Found.Damaged.class, parse(spoilt));
    assertEquals("field " + field + " is '" + value + "'", damaged.reason());
  }

  /** Never an exception, whatever is missing at the end. */
  @Test
  void aCutManifestIsDamagedOrForeign() throws IOException {
    String document = document(sample());
    for (int length = 0; length < document.strip().length(); length++) {
      ManifestFile.Found found = parse(document.substring(0, length));
      assertTrue(
          found instanceof ManifestFile.Found.Damaged
              || found instanceof ManifestFile.Found.Foreign,
          length + ": " + found);
    }
  }

  @Test
  void verifyComparesAFileWithItsManifest() throws IOException {
    Path source = Kept.directory("etcd-3.5.30-single").resolve("snapshot.db");
    Path file = Files.copy(source, folder.resolve("snapshot.db"));
    Manifest wrong =
        new Manifest(
            "0.1.0",
            plain(Files.size(file)),
            sample().image(),
            sample().origin(),
            sample().content(),
            sample().began(),
            sample().ended());
    Files.write(ManifestFile.beside(file), ManifestFile.document(wrong));
    Run run = Run.drydock("snapshot", "verify", file);
    assertEquals(ExitCode.FINDINGS, run.code(), run.out());
    for (String field : "image_bytes image_sha256 revision raft_index hash hash_kv".split(" ")) {
      assertTrue(run.out().contains("MANIFEST-DIFFERS  " + field + ": the manifest says"), field);
    }
    assertTrue(run.out().endsWith("not what its manifest says\n"), run.out());
  }

  @Test
  void aDamagedManifestIsAFindingAndAForeignFileIsNone() throws IOException {
    Path source = Kept.directory("etcd-3.5.30-single").resolve("snapshot.db");
    Path file = Files.copy(source, folder.resolve("snapshot.db"));
    Files.writeString(ManifestFile.beside(file), "{\"note\": \"mine\"}");
    assertEquals(ExitCode.OK, Run.drydock("snapshot", "verify", file).code());
    Files.writeString(ManifestFile.beside(file), "{\"schema\": \"snapshot.manifest/1\"}");
    Run run = Run.drydock("snapshot", "verify", file);
    assertEquals(ExitCode.FINDINGS, run.code());
    assertTrue(run.out().contains("MANIFEST-DAMAGED  field "), run.out());
  }
}
