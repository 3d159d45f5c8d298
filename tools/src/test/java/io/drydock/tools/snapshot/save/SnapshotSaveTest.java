package io.drydock.tools.snapshot.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.formats.proto.etcdserverpb.StatusResponse;
import io.drydock.testdata.Json;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Golden;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.client.FakeEtcd;
import io.drydock.tools.client.FakeEtcd.Fault;
import io.drydock.tools.client.Login;
import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.snapshot.manifest.Sha256;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Saves from a server of our own, which can do what a real one hardly ever does. */
class SnapshotSaveTest {

  private static final String SINGLE = "etcd-3.5.30-single";
  private static final int REVISION = 929;

  @TempDir Path folder;

  private static byte[] snapshot() throws IOException {
    return Files.readAllBytes(Kept.directory(SINGLE).resolve("snapshot.db"));
  }

  private Path file() {
    return folder.resolve("etcd.db");
  }

  private Run save(String endpoints, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("snapshot", "save", file(), "--endpoints", endpoints));
    words.addAll(List.of(more));
    return Run.drydock(words.toArray());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private Manifest manifest() throws IOException {
    return assertInstanceOf(
            ManifestFile.Found.Present.class, ManifestFile.read(ManifestFile.beside(file())))
        .manifest();
  }

  @Test
  void whatWasSentIsOnTheDiskWithItsManifest() throws IOException {
    try (var etcd = FakeEtcd.start(snapshot()).at(REVISION)) {
      Run run = save(etcd.endpoint());
      assertEquals(ExitCode.OK, run.code(), run.err());
      assertEquals("", run.err());
      Golden.check(
          "snapshot/save.txt",
          run.out()
              .replace(folder + "/", "")
              .replace(etcd.endpoint(), "HOST:PORT")
              .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]*Z", "TIME"));
    }
    assertArrayEquals(snapshot(), Files.readAllBytes(file()));
    assertEquals(List.of("etcd.db", "etcd.db.json"), names());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    assertEquals(ExitCode.OK, Run.drydock("snapshot", "verify", file()).code());
    assertEquals(new Manifest.Fence(true, REVISION), manifest().origin().fence());
    assertEquals(REVISION, manifest().content().revisions().current());
  }

  @Test
  void theDocumentIsAsKept() throws IOException {
    try (var etcd = FakeEtcd.start(snapshot()).at(REVISION)) {
      Run plan = save(etcd.endpoint(), "--dry-run", "--keep", 1, "-o", "json");
      Golden.check("snapshot/save-plan.json", stable(plan.out(), etcd));
      Run run = save(etcd.endpoint(), "-o", "json");
      Golden.check("snapshot/save.json", stable(run.out(), etcd));
    }
  }

  private String stable(String out, FakeEtcd etcd) {
    return out.replace(folder + "/", "")
        .replace(etcd.endpoint(), "HOST:PORT")
        .replaceAll("\"bytes_available\": \\d+", "\"bytes_available\": 0")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]*Z", "TIME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "gzip"})
  void compressedItIsTheSameSnapshot(String form) throws Exception {
    try (var etcd = FakeEtcd.start(snapshot()).at(REVISION)) {
      Run run = save(etcd.endpoint(), "--compress", form);
      assertEquals(ExitCode.OK, run.code(), run.err());
    }
    assertEquals(List.of("etcd.db", "etcd.db.json"), names());
    assertTrue(Files.size(file()) < snapshot().length);
    var readBack = PackedOutput.ReadBack.of(file(), new Stop(NoLimit.AT_ALL));
    assertEquals(readBack.packedSha256(), manifest().packed().sha256());
    assertEquals(snapshot().length - 32, manifest().image().bytes());
    Run verified = Run.drydock("snapshot", "verify", file());
    assertEquals(ExitCode.OK, verified.code(), verified.out());
    assertTrue(verified.out().endsWith("; as its manifest says\n"), verified.out());
    Run status = Run.drydock("snapshot", "status", file());
    assertTrue(status.out().contains("5ab0e734"), status.out() + status.err());
    byte[] packed = Files.readAllBytes(file());
    packed[packed.length / 2] ^= 1;
    Files.write(file(), packed);
    assertEquals(ExitCode.FINDINGS, Run.drydock("snapshot", "verify", file()).code());
    assertEquals(ExitCode.FINDINGS, Run.drydock("snapshot", "status", file()).code());
    Files.write(file(), Arrays.copyOf(packed, packed.length / 2));
    assertEquals(ExitCode.FINDINGS, Run.drydock("snapshot", "verify", file()).code());
    assertEquals(ExitCode.FINDINGS, Run.drydock("snapshot", "status", file()).code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zstd"})
  void unprovenItIsWhatWasSentWithoutManifest(String form) throws IOException {
    try (var etcd = FakeEtcd.start(snapshot()).at(REVISION)) {
      Files.write(ManifestFile.beside(file()), ManifestFile.document(otherManifest(etcd)));
      Files.delete(file());
      Run run = save(etcd.endpoint(), "--no-proof", "--compress", form, "-o", "json");
      assertEquals(ExitCode.OK, run.code(), run.err());
      Golden.check("snapshot/save-unproven-" + form + ".json", stable(run.out(), etcd));
    }
    assertEquals(List.of("etcd.db"), names());
    assertEquals(ExitCode.OK, Run.drydock("snapshot", "verify", file()).code());
    JsonNode listed = Json.read(Run.drydock("snapshot", "list", folder, "-o", "json").out());
    assertEquals("unproven", listed.at("/snapshots/0/state").asText(), listed.toString());
  }

  /** Of an earlier save whose file is gone. */
  private Manifest otherManifest(FakeEtcd etcd) throws IOException {
    assertEquals(ExitCode.OK, save(etcd.endpoint()).code());
    return manifest();
  }

  @Test
  void unprovenItIsStillWhatWasSentAndReplacesNothing() throws IOException {
    try (var etcd = FakeEtcd.start(snapshot()).at(REVISION).with(new Fault.Flip(1000))) {
      assertEquals(ExitCode.IO, save(etcd.endpoint(), "--no-proof").code());
      assertEquals(List.of(), names());
      Run keep = save(etcd.endpoint(), "--no-proof", "--keep", 3);
      assertEquals(ExitCode.USAGE, keep.code(), keep.err());
    }
  }

  /** As a server does that closes before it has read all that was sent. */
  @ParameterizedTest
  @ValueSource(strings = {"http://", "https://"})
  void aServerThatResetsMaySpeakTheOtherProtocol(String scheme) throws Exception {
    try (var server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> resetAll(server));
      Run run = save(scheme + "127.0.0.1:" + server.getLocalPort());
      assertEquals(ExitCode.IO, run.code());
      assertTrue(run.err().contains("TLS"), run.err());
    }
  }

  private static void resetAll(ServerSocket server) {
    while (!server.isClosed()) {
      try (var socket = server.accept()) {
        socket.getInputStream().read();
        socket.setSoLinger(true, 0);
      } catch (IOException closed) {
        return; // the test is over
      }
    }
  }

  static Stream<Fault> faults() {
    int image = 610_304;
    return Stream.of(
        new Fault.Cut(0),
        new Fault.Cut(100),
        new Fault.Cut(200_000),
        new Fault.Cut(image),
        new Fault.Cut(image + 31),
        new Fault.Abort(0),
        new Fault.Abort(300_000),
        new Fault.Fail(0, "etcdserver: no"),
        new Fault.Fail(400_000, "etcdserver: something broke"),
        new Fault.Flip(0),
        new Fault.Flip(5_000),
        new Fault.Flip(image - 1),
        new Fault.Flip(image),
        new Fault.Flip(image + 31));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aWrongStreamLeavesNothing(Fault fault) throws IOException {
    for (String form : new String[] {"none", "zstd"}) {
      try (var etcd = FakeEtcd.start(snapshot()).at(REVISION).with(fault)) {
        Run run = save(etcd.endpoint(), "--compress", form);
        assertEquals(ExitCode.IO, run.code(), run.err());
        String expected =
            switch (fault) {
              case Fault.Flip _ -> "bytes were altered on the way: SHA-256 expected ";
              case Fault.Cut(int after) when after > 0 && after < 610_304 ->
                  "the stream ended after " + after + " bytes, with ";
              case Fault.Cut _ -> "which is no image with a SHA-256 behind it";
              case Fault.Fail(int _, String message) -> message;
              case Fault.Abort _ -> "snapshot";
              case Fault.Hang _, Fault.None _ -> throw new AssertionError(fault);
            };
        assertTrue(run.err().contains(etcd.endpoint() + ": snapshot"), run.err());
        assertTrue(run.err().contains(expected), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals("", run.out());
        assertEquals(List.of(), names());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--silence-timeout, 300ms, the server sent nothing for 0.3s",
    "--timeout, 1s, --timeout 1s is over"
  })
  void aServerThatHangsIsNotWaitedForForEver(String flag, String time, String message)
      throws IOException {
    try (var etcd = FakeEtcd.start(snapshot()).with(new Fault.Hang(100_000))) {
      Run run = save(etcd.endpoint(), flag, time);
      assertEquals(ExitCode.IO, run.code(), run.err());
      assertTrue(run.err().contains(message), run.err());
      assertEquals(List.of(), names());
    }
  }

  /** The bytes arrive as they were sent, and are of a damaged database. */
  @Test
  void aDamagedDatabaseIsNotSavedAndItsDamageTold() throws Exception {
    byte[] content = snapshot();
    content[4096 * 9] ^= 0x40;
    byte[] image = Arrays.copyOf(content, content.length - 32);
    byte[] digest = Sha256.begin().digest(image);
    System.arraycopy(digest, 0, content, image.length, digest.length);
    try (var etcd = FakeEtcd.start(content).at(REVISION)) {
      Run run = save(etcd.endpoint());
      assertEquals(ExitCode.FINDINGS, run.code(), run.out());
      assertTrue(run.out().startsWith("error    BOLT-"), run.out());
      assertTrue(run.out().contains("not saved: "), run.out());
      JsonNode json = Json.read(save(etcd.endpoint(), "-o", "json").out());
      assertFalse(json.path("saved").asBoolean(true));
      assertEquals(List.of(), names());
    }
  }

  @Test
  void aSnapshotThatLacksWhatTheMemberHadAppliedIsNotSaved() throws IOException {
    try (var etcd = FakeEtcd.start(snapshot()).at(REVISION + 1)) {
      Run run = save(etcd.endpoint());
      assertEquals(ExitCode.FINDINGS, run.code(), run.err());
      assertTrue(run.out().contains("SNAPSHOT-BEHIND"), run.out());
      assertEquals(List.of(), names());
    }
  }

  @Test
  void aFollowerIsPreferredAndCorruptAndSilentMembersArePassedOver() throws IOException {
    try (var leader = FakeEtcd.start(snapshot()).as(1, 1).at(REVISION);
        var follower = FakeEtcd.start(snapshot()).as(2, 1).at(REVISION);
        var corrupt = FakeEtcd.start(snapshot()).as(3, 1, "memberID:3 alarm:CORRUPT ")) {
      String all =
          String.join(
              ",", leader.endpoint(), "127.0.0.1:1", corrupt.endpoint(), follower.endpoint());
      Run run = save(all);
      assertEquals(ExitCode.OK, run.code(), run.err());
      assertEquals(follower.endpoint(), manifest().origin().endpoint());
      assertTrue(run.err().contains("127.0.0.1:1: status: connection refused"), run.err());
      assertTrue(
          run.err().contains(corrupt.endpoint() + ": passed over: has the alarm CORRUPT"),
          run.err());
    }
  }

  @Test
  void whereNobodyCanBeAskedEachIsExplained() throws IOException {
    try (var corrupt = FakeEtcd.start(snapshot()).as(3, 3, "memberID:3 alarm:CORRUPT ")) {
      Run run = save("127.0.0.1:1," + corrupt.endpoint());
      assertEquals(ExitCode.IO, run.code(), run.err());
      assertTrue(run.err().contains("127.0.0.1:1: status: connection refused"), run.err());
      assertTrue(run.err().contains(corrupt.endpoint() + ": has the alarm CORRUPT"), run.err());
      assertEquals(List.of(), names());
    }
  }

  @Test
  void aMemberWithoutLeaderIsSavedAndTheDoubtIsTold() throws IOException {
    try (var alone = FakeEtcd.start(snapshot()).as(1, 0, "etcdserver: no leader")) {
      alone.refusingReads(Status.UNAVAILABLE.withDescription("etcdserver: no leader"));
      Run run = save(alone.endpoint());
      assertEquals(ExitCode.OK, run.code(), run.err());
      assertTrue(run.err().contains("knows no leader"), run.err());
      assertTrue(run.out().contains("NOT known to be"), run.out());
      assertEquals(new Manifest.Fence(false, 0), manifest().origin().fence());
    }
  }

  @Test
  void aReadThatFailsEndsTheSave() throws IOException {
    try (var etcd = FakeEtcd.start(snapshot())) {
      etcd.refusingReads(Status.UNAVAILABLE.withDescription("etcdserver: request timed out"));
      Run run = save(etcd.endpoint());
      assertEquals(ExitCode.IO, run.code());
      assertTrue(
          run.err().contains("linearizable read: not available: etcdserver: request timed out"),
          run.err());
      assertEquals(List.of(), names());
    }
  }

  @Test
  void usersAreLoggedInAndTheirPasswordsNeverShown() throws IOException {
    var root = new Login.User("root", "s3cret:x");
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret:x\n");
    try (var etcd = FakeEtcd.start(snapshot()).at(REVISION).requiring(root)) {
      Run none = save(etcd.endpoint());
      assertEquals(ExitCode.IO, none.code());
      assertTrue(none.err().contains("not logged in: "), none.err());
      Run wrong = save(etcd.endpoint(), "--user", "root:wr0ng");
      assertTrue(wrong.err().contains("log in as root: etcdserver: authentication"), wrong.err());
      assertFalse(wrong.err().contains("wr0ng"), wrong.err());
      Object[][] ways = {
        {"--user", "root:s3cret:x"},
        {"--user", "root", "--password", "s3cret:x"},
        {"--user", "root", "--password-file", secret},
        {"--token", "t.1"}
      };
      for (Object[] way : ways) {
        Run run = save(etcd.endpoint(), way);
        assertEquals(ExitCode.OK, run.code(), run.err());
        assertFalse(
            (run.out() + run.err() + Files.readString(ManifestFile.beside(file())))
                .contains("s3cret"));
        Files.delete(file());
        Files.delete(ManifestFile.beside(file()));
      }
    }
  }

  @Test
  void aUserIsNoHindranceWhereNoneIsNeeded() throws IOException {
    try (var etcd = FakeEtcd.start(snapshot()).at(REVISION)) {
      assertEquals(ExitCode.OK, save(etcd.endpoint(), "--user", "root:x").code());
    }
  }

  @Test
  void aFullDiskIsToldBeforeAnythingIsAskedFor() throws IOException {
    try (var etcd = FakeEtcd.start(snapshot())) {
      etcd.saying(StatusResponse.newBuilder(etcd.status()).setDbSize(1L << 60).build());
      Run run = save(etcd.endpoint());
      assertEquals(ExitCode.IO, run.code());
      assertTrue(run.err().contains("are needed, "), run.err());
      assertEquals(List.of(), names());
    }
  }

  @Test
  void whatStandsInTheWayStays() throws IOException {
    try (var etcd = FakeEtcd.start(snapshot()).at(REVISION)) {
      Files.writeString(file(), "mine");
      Run there = save(etcd.endpoint());
      assertEquals(ExitCode.USAGE, there.code());
      assertEquals("mine", Files.readString(file()));
      Files.delete(file());
      Files.writeString(ManifestFile.beside(file()), "{\"my\": 1}");
      assertEquals(ExitCode.USAGE, save(etcd.endpoint()).code());
      assertEquals("{\"my\": 1}", Files.readString(ManifestFile.beside(file())));
      Files.writeString(ManifestFile.beside(file()), "{\"schema\": \"snapshot.manifest/1\"}");
      Files.writeString(folder.resolve("etcd.db.drydock-part"), "left over");
      assertEquals(ExitCode.OK, save(etcd.endpoint()).code());
      assertEquals(List.of("etcd.db", "etcd.db.json"), names());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --cert c.pem | --cert: --key is missing
          --key c.pem | --key: --cert is missing
          --user root | --user root: no password
          --password x | --password: --user is missing
          --user a:b --token t | --user and --token: give one of them
          --user a --password b --password-file c | give one of them
          --timeout 5 | --timeout 5: not a time of the form
          --dial-timeout 0s | --dial-timeout 0s: not a time
          --keep -1 | a number is 1 or more, found -1
          --compress lz4 | lz4
          """)
  void aWrongCommandLineAsksNobody(String words, String message) throws IOException {
    Run run = save("127.0.0.1:1", (Object[]) words.strip().split(" "));
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(run.err().contains("refused"), run.err());
    assertEquals(List.of(), names());
  }

  @Test
  void aMissingFolderIsNamed() {
    Run run =
        Run.drydock("snapshot", "save", folder.resolve("no/etcd.db"), "--endpoints", "127.0.0.1:1");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("the folder " + folder + "/no does not exist"), run.err());
  }
}
