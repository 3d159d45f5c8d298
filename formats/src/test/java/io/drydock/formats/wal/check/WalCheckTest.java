package io.drydock.formats.wal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Finding;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.walpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEncoder;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.check.WalCheck.Mode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case for each finding, and none for sound directories. */
final class WalCheckTest {

  private static final Set<String> SEEN = new TreeSet<>();

  @TempDir Path folder;
  private final WalEncoder encoder = new WalEncoder(0);
  private final List<Finding> findings = new ArrayList<>();

  @AfterAll
  static void everyCodeHasACase() {
    var all = EnumSet.allOf(WalCode.class);
    assertEquals(
        all.stream().map(WalCode::code).collect(Collectors.toCollection(TreeSet::new)), SEEN);
  }

  @Test
  void soundDirectoryHasNoFindings() throws Exception {
    head(0, 0);
    entries(1, 1, 3);
    state(1, 1, 3);
    write("0-0", 4096);
    assertEquals(List.of(), check());
  }

  @Test
  void soundChainHasNoFindings() throws Exception {
    soundChain();
    assertEquals(List.of(), check());
    assertEquals(List.of(), check(Mode.LIVE));
  }

  @Test
  void minimalHandMadeWalIsSound() throws Exception {
    head(0, 0);
    state(4, 1, 286);
    snapshot(4, 286);
    write("0-0", 100);
    assertEquals(List.of(), check());
  }

  @Test
  void namesAreJudged() throws Exception {
    head(0, 0);
    write("0-0", 0);
    Files.createFile(folder.resolve("notes"));
    Files.createFile(folder.resolve("0.tmp"));
    Files.createFile(folder.resolve("x.wal"));
    Files.createFile(folder.resolve("0000000000000000-0000000000000000.wal.broken"));
    assertEquals(List.of("WAL-LEFTOVER", "WAL-BROKEN-COPY", "WAL-FOREIGN", "WAL-NAME"), check());
    Files.move(only(), folder.resolve("0-0.wal"));
    assertEquals(
        List.of("WAL-BROKEN-COPY", "WAL-FOREIGN", "WAL-NAME", "WAL-NAME"), check(Mode.LIVE));
  }

  @Test
  void directoryWithoutSegmentsIsEmpty() throws Exception {
    assertEquals(List.of("WAL-EMPTY"), check());
  }

  @Test
  void missingSegmentIsOneFindingWhateverIsBehindIt() throws Exception {
    soundChain();
    Files.delete(folder.resolve(new WalFileName(1, 4).toString()));
    assertEquals(List.of("WAL-SEQUENCE"), check());
    assertTrue(findings.get(0).message().endsWith("does not notice a gap behind sequence 0"));
  }

  @Test
  void renamedSegmentIsFoundByItsName() throws Exception {
    soundChain();
    Files.move(
        folder.resolve(new WalFileName(1, 4).toString()),
        folder.resolve(new WalFileName(1, 9).toString()));
    assertEquals(List.of("WAL-NAME-INDEX"), check());
  }

  @Test
  void cutWithoutASegmentBehindItIsSuspected() throws Exception {
    head(0, 0);
    state(1, 1, 0);
    encoder.append(entry(1, 1, new byte[(int) WalSegment.NOMINAL_BYTES]));
    write("0-0", 0);
    assertEquals(List.of("WAL-RECORD-SIZE", "WAL-NEWEST-MISSING"), check());
    assertEquals(List.of("WAL-RECORD-SIZE"), check(Mode.LIVE));
  }

  @Test
  void segmentMustBeginWithChecksumAndMetadata() throws Exception {
    encoder.append(Metadata.newBuilder().setNodeID(1).setClusterID(2).build());
    snapshot(0, 0);
    write("0-0", 64);
    assertEquals(List.of("WAL-HEAD", "WAL-HEAD"), check());
    Files.write(only(), new byte[4096]);
    List<String> nothing = List.of("WAL-SEGMENT-EMPTY", "WAL-METADATA-NONE", "WAL-SNAPSHOT-NONE");
    assertEquals(nothing, check());
    Files.write(only(), new byte[0]);
    assertEquals(nothing, check());
    Files.write(only(), new byte[] {1, 2, 3, 4, 5});
    assertEquals(List.of("WAL-TORN", "WAL-METADATA-NONE", "WAL-SNAPSHOT-NONE"), check());
  }

  @Test
  void metadataOfNobodySaysNotWhoseLogItIs() throws Exception {
    encoder.appendCrc();
    encoder.append(Metadata.newBuilder().setNodeID(0).setClusterID(2).build());
    snapshot(0, 0);
    write("0-0", 64);
    assertEquals(List.of("WAL-METADATA-NONE"), check());
  }

  @Test
  void otherMetadataIsAConflict() throws Exception {
    head(0, 0);
    encoder.append(Metadata.newBuilder().setNodeID(1).setClusterID(3).build());
    encoder.appendCrc();
    write("0-0", 0);
    assertEquals(List.of("WAL-METADATA", "WAL-HEAD"), check());
  }

  @Test
  void paddingAndLengthBitsAreLookedAt() throws Exception {
    head(0, 0);
    write("0-0", 0);
    patch(15, 1);
    patch(7, 0x94);
    assertEquals(List.of("WAL-FRAME"), check());
  }

  @Test
  void damageInsideIsFoundAndTheRestIsCheckedToo() throws Exception {
    var at = soundEntries();
    patch(at.get(4) + 30, 0xff);
    patch(at.get(6) + 8, 0x0f);
    assertEquals(List.of("WAL-CRC", "WAL-RECORD", "WAL-INDEX-GAP"), check());
    assertEquals(at.get(4).longValue(), findings.get(0).at().offset());
    assertEquals(at.get(5) - at.get(4), findings.get(0).at().length());
    assertEquals(at.get(6).longValue(), findings.get(1).at().offset());
  }

  @Test
  void segmentWithAnotherChecksumBreaksTheChain() throws Exception {
    soundChain();
    Path second = folder.resolve(new WalFileName(1, 4).toString());
    patch(second, 11, Files.readAllBytes(second)[11] ^ 1);
    assertEquals(List.of("WAL-CRC-CHAIN"), check());
  }

  @Test
  void tornEndIsAWarningAndOnALiveDirectoryNone() throws Exception {
    var at = soundEntries();
    truncate(at.getLast() + 20);
    assertEquals(List.of("WAL-TORN"), check().subList(0, 1));
    assertEquals(List.of("WAL-BUSY"), check(Mode.LIVE).subList(0, 1));
    truncate(at.getLast() + 3);
    assertEquals(
        "3 bytes where a length needs 8: a server cuts it off at its next start",
        first().message());
  }

  @Test
  void hugeLengthNamesTheVersionsThatRefuseIt() throws Exception {
    soundEntries();
    byte[] bytes = Files.readAllBytes(only());
    byte[] grown = Arrays.copyOf(bytes, bytes.length + 4096);
    grown[bytes.length + 3] = 0x7f;
    Files.write(only(), grown);
    assertEquals(
        "record of 2130706432 bytes where 4088 are left: a server cuts it off at its next start;"
            + " etcd 3.4 and 3.5.0 to 3.5.4 refuse it instead, for its length",
        first().message());
  }

  @Test
  void tornRecordWithOthersBehindItIsAnError() throws Exception {
    var at = soundEntries();
    patch(at.get(4) + 5, 0x7f);
    patch(at.get(4) + 30, 0xff);
    assertEquals(List.of("WAL-TORN-INSIDE", "WAL-INDEX-GAP"), check());
    assertEquals(at.get(5) - at.get(4), findings.get(0).at().length());
    soundChain();
    Path first = folder.resolve(WalFileName.FIRST.toString());
    truncate(first, Files.size(first) - 4);
    assertEquals("WAL-TORN-INSIDE", check().get(0));
    assertTrue(findings.get(0).message().endsWith("a server refuses to start"));
  }

  /** A server takes each of them for the end of the log, or for no record. */
  @Test
  void aRecordWithAWrongLengthIsReadAndToldOf() throws Exception {
    var at = soundEntries();
    byte[] sound = Arrays.copyOf(Files.readAllBytes(only()), 1 << 16);
    for (long record : List.of(at.get(4), at.getLast())) {
      for (int bit = 3; bit < 32; bit++) {
        byte[] bytes = sound.clone();
        bytes[(int) record + bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(only(), bytes);
        List<String> codes = check();
        assertEquals(1, codes.size(), codes::toString);
        boolean isTorn = codes.getFirst().equals("WAL-TORN-INSIDE"); // with a sector of zeros
        assertTrue(isTorn ? bit > 8 : bit < 11, "bit " + bit + codes);
        assertEquals(record, first().at().offset());
        assertTrue(first().message().contains("whole but for its length"), first().message());
      }
    }
  }

  @Test
  void recordsAndBytesBehindTheEndAreFound() throws Exception {
    var at = soundEntries();
    byte[] bytes = Files.readAllBytes(only());
    byte[] holed = bytes.clone();
    Arrays.fill(holed, at.get(4).intValue(), at.get(5).intValue(), (byte) 0);
    Files.write(only(), holed);
    assertEquals(List.of("WAL-HIDDEN", "WAL-INDEX-GAP"), check());
    byte[] stale = Arrays.copyOf(bytes, bytes.length + 5000);
    stale[bytes.length + 4000] = 7;
    Files.write(only(), stale);
    assertEquals(List.of("WAL-STALE-BYTES"), check());
    assertEquals(bytes.length + 4000, findings.get(0).at().offset());
    assertEquals(List.of(), check(Mode.LIVE));
  }

  @Test
  void zerosOverTheEndOfARecordHideNothingBehindThem() throws Exception {
    var at = soundEntries();
    byte[] bytes = Files.readAllBytes(only());
    Arrays.fill(bytes, (int) (at.get(3) + 8), (int) (at.get(4) + 8), (byte) 0);
    Files.write(only(), bytes);
    assertEquals(List.of("WAL-TORN-INSIDE", "WAL-INDEX-GAP"), check());
    assertEquals(at.get(5) - at.get(3), findings.get(0).at().length());
  }

  @Test
  void recordsThatNoEtcdWritesAreFound() throws Exception {
    head(0, 0);
    encoder.append(9, new byte[3]);
    encoder.append(WalEnvelope.ENTRY, new byte[] {0x22, 9});
    encoder.append(WalEnvelope.STATE, new byte[] {0x38, 1});
    write("0-0", 0);
    assertEquals(List.of("WAL-RECORD-TYPE", "WAL-RECORD-DATA", "WAL-UNKNOWN-FIELD"), check());
  }

  @Test
  void entriesMustFollowEachOther() throws Exception {
    head(0, 0);
    entries(2, 1, 2);
    entries(1, 3, 3);
    entries(2, 5, 5);
    encoder.append(entry(0, 6, new byte[0]));
    encoder.append(
        RaftMessages.entry(EntryType.EntryConfChangeV2, new LogPosition(2, 6), Optional.empty()));
    write("0-0", 0);
    assertEquals(
        List.of("WAL-TERM-BACK", "WAL-INDEX-GAP", "WAL-ENTRY-ZERO", "WAL-ENTRY-TYPE"), check());
  }

  @Test
  void uncommittedEntriesMayBeRewrittenButNotCommittedOnes() throws Exception {
    head(0, 0);
    entries(1, 1, 5);
    state(1, 1, 3);
    entries(2, 4, 4);
    write("0-0", 0);
    assertEquals(List.of(), check());
    entries(2, 3, 3);
    append("0-0");
    assertEquals(List.of("WAL-COMMITTED-REWRITTEN"), check());
  }

  @Test
  void stateGoesOnlyForward() throws Exception {
    head(0, 0);
    entries(5, 1, 5);
    state(5, 1, 5);
    state(5, 2, 5);
    state(4, 2, 5);
    state(6, 2, 4);
    write("0-0", 0);
    assertEquals(List.of("WAL-VOTE-CHANGED", "WAL-STATE-BACK", "WAL-STATE-BACK"), check());
  }

  @Test
  void commitAndSnapshotsMustFitTheLog() throws Exception {
    head(0, 0);
    entries(1, 1, 5);
    snapshot(1, 4);
    snapshot(2, 4);
    state(1, 1, 7);
    write("0-0", 0);
    assertEquals(List.of("WAL-COMMIT-AHEAD", "WAL-SNAPSHOT-TERM"), check());
    state(1, 1, 7);
    snapshot(1, 8);
    append("0-0");
    assertEquals(List.of("WAL-SNAPSHOT-TERM", "WAL-SNAPSHOT-AHEAD"), check());
  }

  @Test
  void startOfTheLogMustBeThere() throws Exception {
    soundChain();
    Files.delete(folder.resolve(WalFileName.FIRST.toString()));
    assertEquals(List.of("WAL-SNAPSHOT-NONE"), check());
    for (WalSegment segment : WalDirectory.list(folder).segments()) {
      Files.delete(segment.path());
    }
    head(1, 2);
    state(1, 1, 2);
    write(new WalFileName(3, 10).toString(), 0);
    assertEquals(List.of("WAL-START-MISSING"), check());
  }

  @Test
  void segmentThatVanishesIsAnErrorUnlessAServerPurgesIt() throws Exception {
    soundChain();
    var directory = WalDirectory.list(folder);
    Files.delete(only());
    assertThrows(
        NoSuchFileException.class, () -> WalCheck.run(directory, Mode.STOPPED, findings::add));
    WalCheck.run(directory, Mode.LIVE, findings::add);
    assertEquals(List.of("WAL-SNAPSHOT-NONE"), findings.stream().map(Finding::code).toList());
  }

  private void head(long term, long index) {
    encoder.appendCrc();
    encoder.append(Metadata.newBuilder().setNodeID(1).setClusterID(2).build());
    snapshot(term, index);
  }

  private void entries(long term, long first, long last) {
    for (long index = first; index <= last; index++) {
      encoder.append(entry(term, index, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
    }
  }

  private static Entry entry(long term, long index, byte[] data) {
    return RaftMessages.entry(
        EntryType.EntryNormal, new LogPosition(term, index), Optional.of(Bytes.adopt(data)));
  }

  private void state(long term, long vote, long commit) {
    encoder.append(RaftMessages.hardState(term, vote, commit));
  }

  private void snapshot(long term, long index) {
    encoder.append(Snapshot.newBuilder().setIndex(index).setTerm(term).build());
  }

  /** Three segments of three entries each. */
  private void soundChain() throws IOException {
    Files.deleteIfExists(folder.resolve(WalFileName.FIRST.toString()));
    encoder.drain();
    var fresh = new WalEncoder(0);
    for (int sequence = 0; sequence < 3; sequence++) {
      fresh.appendCrc();
      fresh.append(Metadata.newBuilder().setNodeID(1).setClusterID(2).build());
      if (sequence == 0) {
        fresh.append(Snapshot.newBuilder().setIndex(0).setTerm(0).build());
      }
      long first = sequence * 3L + 1;
      fresh.append(RaftMessages.hardState(1, 1, first - 1));
      for (long index = first; index < first + 3; index++) {
        fresh.append(entry(1, index, new byte[index == 2 ? 700 : 20]));
      }
      var name = new WalFileName(sequence, sequence == 0 ? 0 : first);
      Files.write(folder.resolve(name.toString()), drained(fresh));
    }
  }

  /** Six entries of different content; the offsets of all frames. */
  private List<Long> soundEntries() throws IOException {
    var offsets = new ArrayList<Long>();
    List<Consumer<WalEncoder>> steps = new ArrayList<>();
    steps.add(WalEncoder::appendCrc);
    steps.add(one -> one.append(Metadata.newBuilder().setNodeID(1).setClusterID(2).build()));
    steps.add(one -> one.append(Snapshot.newBuilder().setIndex(0).setTerm(0).build()));
    steps.add(one -> one.append(RaftMessages.hardState(1, 1, 0)));
    for (int i = 1; i <= 6; i++) {
      byte[] data = new byte[50];
      Arrays.fill(data, (byte) i);
      Entry entry = entry(1, i, data);
      steps.add(one -> one.append(entry));
    }
    var fresh = new WalEncoder(0);
    for (Consumer<WalEncoder> step : steps) {
      offsets.add((long) fresh.pendingBytes());
      step.accept(fresh);
    }
    Files.write(folder.resolve(WalFileName.FIRST.toString()), drained(fresh));
    return offsets;
  }

  private static byte[] drained(WalEncoder from) {
    var frames = from.drain();
    byte[] bytes = new byte[frames.remaining()];
    frames.get(bytes);
    return bytes;
  }

  private void write(String name, int zeros) throws IOException {
    byte[] bytes = drained(encoder);
    String full = WalFileName.parse(name + ".wal").map(WalFileName::toString).orElse(name);
    Files.write(folder.resolve(full), Arrays.copyOf(bytes, bytes.length + zeros));
  }

  private void append(String name) throws IOException {
    Path file = folder.resolve(WalFileName.parse(name + ".wal").orElseThrow().toString());
    Files.write(file, drained(encoder), StandardOpenOption.APPEND);
  }

  private Path only() throws IOException {
    return WalDirectory.list(folder).segments().get(0).path();
  }

  private void patch(long offset, int value) throws IOException {
    patch(only(), offset, value);
  }

  private static void patch(Path file, long offset, int value) throws IOException {
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(offset);
      out.write(value);
    }
  }

  private void truncate(long length) throws IOException {
    truncate(only(), length);
  }

  private static void truncate(Path file, long length) throws IOException {
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(length);
    }
  }

  private Finding first() throws IOException {
    check();
    return findings.get(0);
  }

  private List<String> check() throws IOException {
    return check(Mode.STOPPED);
  }

  private List<String> check(Mode mode) throws IOException {
    findings.clear();
    var result = WalCheck.run(WalDirectory.list(folder), mode, findings::add);
    assertEquals(findings.size(), result.findings());
    List<String> codes = findings.stream().map(Finding::code).toList();
    SEEN.addAll(codes);
    return codes;
  }
}
