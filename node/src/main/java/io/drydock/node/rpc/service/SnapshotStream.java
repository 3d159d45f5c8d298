package io.drydock.node.rpc.service;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.SnapshotResponse;
import io.drydock.node.RefusedException;
import io.drydock.node.engine.Engine;
import io.drydock.node.rpc.grpc.GrpcStatus;
import io.drydock.node.rpc.grpc.StreamCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One call of {@code Maintenance.Snapshot}: the backend as etcd's file, in pieces, then its
 * SHA-256.
 *
 * <p>Runs in a thread of its own, which waits while the client does not take what was sent.
 */
final class SnapshotStream implements Runnable {

  /** As etcd cuts it. */
  private static final int PIECE_BYTES = 32 << 10;

  /** Of pieces between here and the client. */
  private static final int WINDOW_PIECES = 64;

  private final Engine engine;
  private final StreamCall<SnapshotResponse> call;
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
  private final MessageDigest digest = sha256();
  private long left;
  private boolean isAbandoned;
  private int handedOver;
  private long queued;

  SnapshotStream(Engine engine, StreamCall<SnapshotResponse> call) {
    this.engine = engine;
    this.call = call;
  }

  /** On the call's loop, before the thread begins. */
  void attach() {
    call.onAbandoned(this::abandon);
    call.onDrained(() -> sent(0));
  }

  @Override
  public void run() {
    try {
      engine.snapshot(bytes -> left = bytes, this::take);
      flush();
      send(0, ByteString.copyFrom(digest.digest()));
      call.loop().execute(call::complete);
    } catch (IOException failure) {
      var status = new GrpcStatus(GrpcStatus.INTERNAL, String.valueOf(failure.getMessage()));
      call.loop().execute(() -> call.fail(status));
    } catch (RefusedException refused) {
      call.loop().execute(() -> call.fail(refused.error()));
    }
  }

  private void take(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int part = Math.min(bytes.remaining(), piece.remaining());
      piece.put(bytes.slice(bytes.position(), part));
      bytes.position(bytes.position() + part);
      if (!piece.hasRemaining()) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    piece.flip();
    if (piece.hasRemaining()) {
      digest.update(piece.duplicate());
      left -= piece.remaining();
      send(left, ByteString.copyFrom(piece));
    }
    piece.clear();
  }

  private void send(long remaining, ByteString blob) throws IOException {
    awaitRoom();
    var response = SnapshotResponse.newBuilder().setRemainingBytes(remaining).setBlob(blob).build();
    call.loop()
        .execute(() -> {
          call.send(response);
          sent(1);
        });
  }

  private synchronized void awaitRoom() throws IOException {
    try {
      while (!isAbandoned && handedOver + queued / PIECE_BYTES >= WINDOW_PIECES) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (isAbandoned) {
      throw new IOException("the client is gone");
    }
    handedOver++;
  }

  /** On the call's loop, after so many pieces went into the connection, or all have left it. */
  private synchronized void sent(int pieces) {
    handedOver -= pieces;
    queued = call.queuedBytes();
    notifyAll();
  }

  private synchronized void abandon() {
    isAbandoned = true;
    notifyAll();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }
}
