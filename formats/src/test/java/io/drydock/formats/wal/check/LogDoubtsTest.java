package io.drydock.formats.wal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.Located;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.walpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEncoder;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new leader has overwritten, seen through damage at the seam. */
final class LogDoubtsTest {

  /** A leader of term 4 left two entries that were not committed. */
  private static final String OLD = "e4.1 e4.2 s4.2 e4.3 e4.4 ";

  @TempDir Path folder;
  private final WalEncoder encoder = new WalEncoder(0);

  /**
   * The words are records: {@code e} an entry, {@code s} a state, with term and index. Before one
   * stands what was done to it: {@code x} a bit of its data was changed, {@code l} one of its
   * length, {@code b} both; {@code z} it was made zeros.
   */
  private LogDoubts read(String log, List<String> edges) throws IOException {
    var bytes = new ByteArrayOutputStream();
    encoder.appendCrc();
    encoder.append(Metadata.newBuilder().setNodeID(1).setClusterID(2).build());
    encoder.append(Snapshot.newBuilder().setIndex(0).setTerm(0).build());
    bytes.writeBytes(drained());
    for (String word : log.split(" ")) {
      bytes.writeBytes(frame(word));
    }
    bytes.writeBytes(new byte[256]);
    Files.write(folder.resolve(WalFileName.FIRST.toString()), bytes.toByteArray());
    var doubts = new LogDoubts();
    WalCheck.run(
        WalDirectory.list(folder),
        WalCheck.Mode.STOPPED,
        finding -> {
          boolean isOfEnd =
              finding.code().equals("WAL-COMMIT-AHEAD") || finding.code().equals("WAL-INDEX-GAP");
          if (!isOfEnd) {
            doubts.damage(finding);
          }
        },
        new WalCheck.Observer() {
          @Override
          public void record(int ordinal, WalCursor cursor) {
            doubts.record(cursor).ifPresent(edge -> edges.add(text(edge)));
          }

          @Override
          public void damaged(int ordinal, Located<WalRecord> record) {
            doubts.damaged(record);
          }
        });
    doubts.end().ifPresent(edge -> edges.add(text(edge)));
    return doubts;
  }

  private static String text(LogDoubts.Edge edge) {
    return edge.before() + (edge.isTold() ? " told" : " untold");
  }

  private byte[] frame(String word) {
    String[] parts = word.substring(Character.isDigit(word.charAt(1)) ? 1 : 2).split("\\.");
    long term = Long.parseLong(parts[0]);
    long index = Long.parseLong(parts[1]);
    if (word.contains("s")) {
      encoder.append(RaftMessages.hardState(term, 1, index));
    } else {
      Bytes data = Bytes.ofUtf8("a request of leader " + term);
      encoder.append(
          RaftMessages.entry(
              EntryType.EntryNormal, new LogPosition(term, index), Optional.of(data)));
    }
    byte[] frame = drained();
    switch (word.charAt(0)) {
      case 'x' -> frame[word.contains("s") ? 19 : frame.length - 9] ^= 4; // a vote, or a request
      case 'l' -> frame[2] ^= 4;
      case 'b' -> {
        frame[2] ^= 4;
        frame[frame.length - 9] ^= 4;
      }
      case 'z' -> Arrays.fill(frame, (byte) 0);
      default -> {
        // Nothing was done to it.
      }
    }
    return frame;
  }

  private byte[] drained() {
    var frames = encoder.drain();
    byte[] bytes = new byte[frames.remaining()];
    frames.get(bytes);
    return bytes;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a state was hit: all that was read counts, xs5.2 e5.3 e5.4 s5.4, 4 told, none, 3",
    "a request was hit and no leader changed, xe4.5 e4.6 s4.6, 4 told, none, 6",
    "the first entry of the new leader was hit, xe5.3 e5.4 s5.4, 2 told, 3, 3",
    "the same and a newer leader goes on, xe5.3 s5.2 e6.4 s6.4, 2 told, 3, 3",
    "two of them were hit, xe5.3 xe5.4 e5.5, 2 told, 3 4, 3",
    "the second one was hit, e5.3 xe5.4 e5.5, 3 told, none, 5",
    "a new leader goes on behind the old one, xe5.5 e5.6, 4 told, none, 6",
    "what was hit was written anew, xe5.3 e6.3 e6.4, 2 told, none, 3",
    "records are gone and a new leader goes on, zs5.2 e5.5 s5.5 e5.6, 2 untold, 3 4 5, 5",
    "entries are gone and a new leader goes on, ze5.5 e5.6 e5.7, 4 untold, 3 4 6, 6",
    "entries are gone and the same leader goes on, ze4.5 e4.6 e4.7, 4 untold, 6, 6",
    "a commit behind the damage proves nothing, zs5.2 s6.4 e6.5 e6.6, 2 untold, 3 4, 5",
    "only a length is wrong, le5.3 e5.4 e5.5, 4 told, none, 3",
    "a length is wrong and more, be5.3 e5.4 e5.5, 2 untold, 3 4, 4",
    "the last record replaces, xe5.3, 2 told, 3 4, 3",
    "the last record follows, xe5.5, 4 told, none, 0",
  })
  void whatMayHaveBeenOverwrittenIsInDoubt(
      String what, String log, String edge, String doubtful, long lowest) throws IOException {
    var edges = new ArrayList<String>();
    LogDoubts doubts = read(OLD + log, edges);
    assertEquals(List.of(edge), edges, what);
    assertEquals(lowest, doubts.lowestBehind().orElse(0L), what);
    List<String> inDoubt =
        LongStream.range(1, 9)
            .filter(index -> doubts.firstFrom(index).orElse(0L) == index)
            .mapToObj(String::valueOf)
            .toList();
    assertEquals(doubtful.equals("none") ? List.of() : List.of(doubtful.split(" ")), inDoubt, what);
  }

  @Test
  void whatIsWrittenAnewBehindIsInNoDoubt() throws IOException {
    LogDoubts doubts = read(OLD + "xe5.3 e6.5 e7.4 e7.5", new ArrayList<>());
    assertEquals(Optional.of(3L), doubts.firstFrom(1));
    assertEquals(Optional.empty(), doubts.firstFrom(4));
  }
}
