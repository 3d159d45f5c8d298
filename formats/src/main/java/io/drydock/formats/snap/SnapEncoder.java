package io.drydock.formats.snap;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.bytes.RollingCrc32C;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.proto.raftpb.SnapshotMetadata;
import io.drydock.formats.raft.LogPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;

/**
 * Writes the bytes of a {@code .snap} file.
 *
 * <p>A snapshot that was read comes out as it was, with or without auto_leave. A new one is best
 * given {@link #withAllFields}: what etcd up to 3.6 writes and every release reads. Putting the
 * bytes into a file durably is the caller's work.
 */
public final class SnapEncoder {

  private static final int CRC_FIELD = 1;
  private static final int DATA_FIELD = 2;
  private static final int STORE_FIELD = 1;
  private static final int METADATA_FIELD = 2;

  private SnapEncoder() {}

  /** The content of the file for this snapshot. */
  public static Bytes encode(Snapshot snapshot) {
    ByteString data = snapshot.toByteString();
    int crc = RollingCrc32C.of(MemorySegment.ofArray(data.toByteArray()));
    var message =
        io.drydock.formats.proto.snappb.Snapshot.newBuilder().setCrc(crc).setData(data).build();
    return Bytes.adopt(message.toByteArray());
  }

  /**
   * A snapshot to encode.
   *
   * @param position the last entry that it holds; term and index are not 0
   * @param confState written as it is
   * @param store the v2 store as JSON
   */
  public static Snapshot snapshot(LogPosition position, ConfState confState, Bytes store) {
    var metadata =
        SnapshotMetadata.newBuilder()
            .setConfState(confState)
            .setIndex(position.index())
            .setTerm(position.term());
    return Snapshot.newBuilder().setData(store.toByteString()).setMetadata(metadata).build();
  }

  /** The configuration with auto_leave written even when false. */
  public static ConfState withAllFields(ConfState confState) {
    return confState.toBuilder().setAutoLeave(confState.getAutoLeave()).build();
  }

  /**
   * What etcd writes before and after the v2 store.
   *
   * @param head the bytes from the start of the file
   * @param storeBytes length of the v2 store
   * @param tail the bytes to the end of the file
   */
  record Form(byte[] head, long storeBytes, byte[] tail) {

    static Form of(int crc, long storeBytes, SnapshotMetadata metadata) {
      byte[] tail = bytes(out -> out.writeMessage(METADATA_FIELD, metadata));
      byte[] inner = bytes(out -> writeHead(out, STORE_FIELD, storeBytes));
      long dataBytes = inner.length + storeBytes + tail.length;
      byte[] head =
          bytes(out -> {
            out.writeUInt32(CRC_FIELD, crc);
            writeHead(out, DATA_FIELD, dataBytes);
            out.writeRawBytes(inner);
          });
      return new Form(head, storeBytes, tail);
    }

    long bytes() {
      return head.length + storeBytes + tail.length;
    }

    /** True when the file begins and ends so; it has {@link #bytes}. */
    boolean isAround(MemorySegment file) {
      return file.asSlice(0, head.length).mismatch(MemorySegment.ofArray(head)) < 0
          && file.asSlice(head.length + storeBytes).mismatch(MemorySegment.ofArray(tail)) < 0;
    }

    private static void writeHead(CodedOutputStream out, int field, long length)
        throws IOException {
      out.writeTag(field, 2);
      out.writeUInt64NoTag(length);
    }

    private static byte[] bytes(Writing writing) {
      var bytes = new ByteArrayOutputStream();
      try {
        var out = CodedOutputStream.newInstance(bytes);
        writing.writeTo(out);
        out.flush();
      } catch (IOException impossible) {
        throw new UncheckedIOException("writing to memory", impossible);
      }
      return bytes.toByteArray();
    }

    private interface Writing {
      void writeTo(CodedOutputStream out) throws IOException;
    }
  }
}
