package io.drydock.tools.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantRequest;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalEncoder;
import io.drydock.testdata.Overwriting;
import io.drydock.tools.output.Output;
import io.drydock.tools.output.OutputFormat;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.RowWriter;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.wal.dump.Bounds;
import io.drydock.tools.wal.dump.Dump;
import io.drydock.tools.wal.dump.DumpRow;
import io.drydock.tools.wal.dump.DumpRows;
import io.drydock.tools.wal.dump.DumpSummary;
import io.drydock.tools.wal.dump.Selection;
import io.drydock.tools.wal.dump.Shown;
import io.drydock.tools.wal.log.RecordKind;
import io.drydock.tools.wal.stats.LogStats;
import io.drydock.tools.wal.stats.StatsReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every byte of a small log damaged in turn, under the cores of all verbs. */
final class EveryByteLongTest {

  private static final int SECTOR_BYTES = 512;
  private static final Selection ALL =
      new Selection(
          EnumSet.allOf(RecordKind.class), Set.of(), Bounds.ALL, Bounds.ALL, Selection.About.ALL);

  @TempDir private Path folder;
  private Path first;
  private Path newest;
  private List<String> good;

  @BeforeEach
  void write() throws IOException {
    var encoder = new WalEncoder(0);
    head(encoder);
    encoder.append(RaftMessages.walSnapshot(new LogPosition(0, 0), Optional.empty()));
    entry(encoder, 1, Optional.empty());
    entry(encoder, 2, Optional.of(put("/a/key", 600)));
    var success = RequestOp.newBuilder().setRequestPut(put("b", 2).getPut());
    entry(encoder, 3, Optional.of(request().setTxn(TxnRequest.newBuilder().addSuccess(success))));
    var grant = LeaseGrantRequest.newBuilder().setID(0x77).setTTL(60);
    entry(encoder, 4, Optional.of(request().setLeaseGrant(grant)));
    encoder.append(RaftMessages.hardState(2, 1, 4));
    first = cut(encoder, "0000000000000000-0000000000000000.wal");
    head(encoder);
    encoder.append(RaftMessages.hardState(2, 1, 4));
    entry(encoder, 5, Optional.of(put("c", 3)));
    newest = cut(encoder, "0000000000000001-0000000000000005.wal");
    Answer answer = ask();
    assertEquals(0, answer.findings() + answer.damages());
    assertEquals(5, answer.rows().stream().filter(row -> row.contains("\"entry\"")).count());
    good = answer.rows();
  }

  @Test
  void everyFlipIsFound() throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    for (int at = 0; at < bytes.length; at++) {
      for (int mask : new int[] {1 << at % 8, 0xff}) {
        byte[] bad = bytes.clone();
        bad[at] ^= (byte) mask;
        assertFound(bad, "byte " + at + " xor " + mask);
      }
    }
  }

  @Test
  void everyCutIsFound() throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    for (int length = 0; length < bytes.length; length++) {
      assertFound(Arrays.copyOf(bytes, length), "cut at " + length);
    }
  }

  @Test
  void zeroedBytesAreFoundWhateverTheirPlace() throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    for (int length : new int[] {8, SECTOR_BYTES}) {
      for (int at = 0; at < bytes.length; at += length) {
        byte[] bad = bytes.clone();
        Arrays.fill(bad, at, Math.min(bad.length, at + length), (byte) 0);
        if (!Arrays.equals(bad, bytes)) {
          assertFound(bad, length + " zeros at " + at);
        }
      }
    }
  }

  /** While a server holds it the end may be half written, but no record may come out changed. */
  @Test
  void theEndOfALiveLogIsNeverReadWrong() throws IOException {
    byte[] bytes = Files.readAllBytes(newest);
    try (var holder = Holder.of(newest)) {
      assertTrue(holder.isHolding());
      for (int at = 0; at < bytes.length; at++) {
        byte[] bad = bytes.clone();
        bad[at] ^= (byte) (1 << at % 8);
        Overwriting.overwrite(newest, bad);
        assertNothingInvented(ask(), "byte " + at);
        Overwriting.overwrite(newest, Arrays.copyOf(bytes, at));
        assertNothingInvented(ask(), "cut at " + at);
      }
    }
  }

  private void assertFound(byte[] bad, String how) throws IOException {
    Overwriting.overwrite(first, bad);
    Answer answer = ask();
    assertTrue(answer.findings() > 0, how + " is not found by verify");
    assertNothingInvented(answer, how);
  }

  /** Requests that are shown as proved by their checksum are those that were written. */
  private void assertNothingInvented(Answer answer, String how) {
    Set<String> known = new HashSet<>();
    good.forEach(row -> known.add(content(row)));
    for (String row : answer.rows()) {
      if (row.contains("\"request_id\":\"9\"") && !row.contains("\"crc_unchecked\"")) {
        assertTrue(known.contains(content(row)), how + " shows " + row);
      }
    }
  }

  /** A row without its place and fate, which damage elsewhere may change. */
  private static String content(String row) {
    return row.replaceFirst("\"segment\":\"[^\"]*\",\"offset\":\\d+,\"length\":\\d+,", "")
        .replaceFirst("\"fate\":\"[^\"]*\",", "");
  }

  /** What the verbs say: rows of the dump, number of damages there, findings of verify. */
  private record Answer(List<String> rows, long damages, long findings) {}

  private Answer ask() throws IOException {
    WalFiles files = WalFiles.open(folder, Optional.empty());
    var out = new ByteArrayOutputStream();
    var shown = new Shown(false, Integer.MAX_VALUE, false);
    long damages = dump(files, output(OutputFormat.jsonl, out), shown);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    var rest = new ByteArrayOutputStream();
    dump(files, output(OutputFormat.text, rest), new Shown(true, 100, true));
    Output json = output(OutputFormat.json, rest);
    json.report(new LsReport(LogSummary.of(files, Progress.NONE)));
    LogStats stats = LogStats.of(files, new LogStats.Query(2, 10), Progress.NONE);
    json.report(new StatsReport(files, stats));
    var findings = new long[1];
    var stream = new FindingStream(counting(findings));
    Verification verification = Verification.of(files, stream);
    stream.release();
    json.report(new VerifyReport(verification, stream));
    return new Answer(lines.subList(0, lines.size() - 1), damages, findings[0]);
  }

  private static long dump(WalFiles files, Output output, Shown shown) throws IOException {
    RowWriter<DumpRow> rows = output.rows(DumpRows.style(shown));
    var order = new Dump.Order(files, Optional.empty(), ALL, Long.MAX_VALUE, Long.MAX_VALUE);
    DumpSummary summary = new Dump(order, rows, Progress.NONE).once();
    return summary.isDamaged() ? 1 : 0;
  }

  private static Output output(OutputFormat format, ByteArrayOutputStream out) {
    return new Output(Terminal.plain(out, out), format, false);
  }

  private static <T> RowWriter<T> counting(long[] rows) {
    return new RowWriter<>() {
      @Override
      public void row(T row) {
        rows[0]++;
      }

      @Override
      public void flush() {}

      @Override
      public void finish(Report summary) {}
    };
  }

  private static void head(WalEncoder encoder) {
    encoder.appendCrc();
    encoder.append(Metadata.newBuilder().setNodeID(1).setClusterID(2).build());
  }

  private static void entry(
      WalEncoder encoder, long index, Optional<InternalRaftRequest.Builder> request) {
    encoder.append(
        RaftMessages.entry(
            EntryType.EntryNormal,
            new LogPosition(2, index),
            request
                .map(InternalRaftRequest.Builder::build)
                .map(Message::toByteString)
                .map(Bytes::copyOf)));
  }

  private static InternalRaftRequest.Builder request() {
    return InternalRaftRequest.newBuilder().setID(9);
  }

  private static InternalRaftRequest.Builder put(String key, int valueBytes) {
    byte[] value = new byte[valueBytes];
    Arrays.fill(value, (byte) 'v');
    return request()
        .setPut(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFrom(value))
                .setLease(0x77));
  }

  private Path cut(WalEncoder encoder, String name) throws IOException {
    ByteBuffer frames = encoder.drain();
    byte[] bytes = new byte[frames.remaining()];
    frames.get(bytes);
    return Files.write(folder.resolve(name), bytes);
  }
}
