package io.drydock.tools.client;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.SnapshotRequest;
import io.drydock.formats.proto.etcdserverpb.SnapshotResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A snapshot on its way, piece by piece. The server may be ahead of the reader by {@value #WINDOW}
 * messages and what the transport holds, never by more.
 */
public final class SnapshotStream implements AutoCloseable {

  private static final int WINDOW = 32;

  private final ClientCall<SnapshotRequest, SnapshotResponse> call;
  private final Endpoint endpoint;
  private final Access access;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(WINDOW + 1);
  private int consumed;
  private long receivedBytes;
  private volatile boolean isStopped;

  private SnapshotStream(
      ClientCall<SnapshotRequest, SnapshotResponse> call, Endpoint endpoint, Access access) {
    this.call = call;
    this.endpoint = endpoint;
    this.access = access;
  }

  /**
   * A message of the stream.
   *
   * @param bytes of the image, or of the checksum behind it
   * @param remainingBytes of the image, after this one
   */
  public record Piece(ByteString bytes, long remainingBytes) {}

  private sealed interface Event {
    /** A message. */
    record Arrived(SnapshotResponse message) implements Event {}

    /** No more messages. */
    record Ended(Status status) implements Event {}
  }

  static SnapshotStream start(
      ClientCall<SnapshotRequest, SnapshotResponse> call,
      Metadata headers,
      Endpoint endpoint,
      Access access) {
    var stream = new SnapshotStream(call, endpoint, access);
    call.start(stream.new Listener(), headers);
    call.sendMessage(SnapshotRequest.getDefaultInstance());
    call.halfClose();
    call.request(WINDOW);
    return stream;
  }

  /** Called by the transport's thread; the queue has room for all that was asked for. */
  private final class Listener extends ClientCall.Listener<SnapshotResponse> {

    @Override
    public void onMessage(SnapshotResponse message) {
      events.add(new Event.Arrived(message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      events.add(new Event.Ended(status));
    }
  }

  /**
   * Waits for the next piece.
   *
   * @return empty when the server says that all is sent
   * @throws IOException when nothing comes for too long, or the stream breaks off
   */
  public Optional<Piece> next() throws IOException {
    return switch (await()) {
      case Event.Arrived(SnapshotResponse message) -> {
        consumed++;
        if (consumed == WINDOW / 2) {
          call.request(consumed);
          consumed = 0;
        }
        receivedBytes += message.getBlob().size();
        yield Optional.of(new Piece(message.getBlob(), message.getRemainingBytes()));
      }
      case Event.Ended(Status status) when status.isOk() -> Optional.empty();
      case Event.Ended(Status status) -> throw failure(status);
    };
  }

  private Event await() throws IOException {
    long silenceNanos = access.patience().silence().toNanos();
    try {
      Event event = events.poll(silenceNanos, TimeUnit.NANOSECONDS);
      if (event != null) {
        return event;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(endpoint + ": snapshot: interrupted");
    }
    throw new IOException(
        endpoint
            + ": snapshot: the server sent nothing for "
            + GoDuration.text(access.patience().silence())
            + " (--silence-timeout), after "
            + receivedBytes
            + " bytes");
  }

  private IOException failure(Status status) throws IOException {
    if (isStopped) {
      return new InterruptedIOException(endpoint + ": snapshot: stopped");
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return access.patience().limit().over();
    }
    String where = receivedBytes == 0 ? "snapshot" : "snapshot, after " + receivedBytes + " bytes";
    return Refusal.of(endpoint, where, status, access);
  }

  /** Ends the stream from another thread; {@link #next} then fails. */
  public void stop() {
    isStopped = true;
    call.cancel("stopped by the user", null);
  }

  @Override
  public void close() {
    call.cancel("no longer wanted", null);
  }
}
