package io.drydock.node.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.formats.proto.etcdserverpb.WatchRequest;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Streams with watchers of one key, all of which get every put of it. The time of an event is that
 * from the beginning of its put until a watcher has it.
 */
final class WatchFan {

  private static final AsciiString WATCH = AsciiString.of("/etcdserverpb.Watch/Watch");
  private static final int PUTS_AHEAD = 4;

  private final Latencies latencies;
  private final int watchers;
  private final CountDownLatch created;
  private final ByteString key = Requests.key(0);
  private long events;

  WatchFan(int watchers, Latencies latencies) {
    this.watchers = watchers;
    this.latencies = latencies;
    this.created = new CountDownLatch(watchers);
  }

  /** A connection with some of the streams; reads until the connection is closed. */
  void watch(Http2Link link, int streams, int perStream) throws IOException {
    var create = WatchCreateRequest.newBuilder().setKey(key);
    byte[] request =
        Http2Link.framed(WatchRequest.newBuilder().setCreateRequest(create).build().toByteArray());
    for (int i = 0; i < streams; i++) {
      int stream = link.open(WATCH);
      for (int j = 0; j < perStream; j++) {
        link.send(stream, request, false);
      }
    }
    link.flush();
    var messages = new Messages();
    var listener =
        new Http2Link.Listener() {
          @Override
          public void data(int stream, byte[] bytes, int offset, int length) throws IOException {
            messages.add(stream, bytes, offset, length, WatchFan.this::message);
          }

          @Override
          public void ended(int stream, String status) throws IOException {
            throw new IOException("a watch has ended with status " + status);
          }
        };
    while (!Thread.interrupted()) {
      link.read(listener);
    }
  }

  private void message(byte[] bytes, int offset, int length) throws IOException {
    long now = System.nanoTime();
    var response = WatchResponse.parseFrom(CodedInputStream.newInstance(bytes, offset, length));
    if (response.getCreated()) {
      created.countDown();
    }
    if (response.getCanceled()) {
      throw new IOException("a watcher was cancelled: " + response.getCancelReason());
    }
    for (var event : response.getEventsList()) {
      latencies.add(now - event.getKv().getValue().asReadOnlyByteBuffer().getLong());
    }
    came(response.getEventsCount());
  }

  /** Waits for all watchers, puts, and waits until each has had all. */
  void put(Http2Link link, long puts, int valueBytes) throws IOException, InterruptedException {
    created.await();
    byte[] noise = Requests.noise(valueBytes);
    List<Integer> open = new ArrayList<>();
    for (long sent = 0; sent < puts; sent++) {
      awaitEvents((sent - PUTS_AHEAD) * watchers);
      ByteBuffer.wrap(noise).putLong(System.nanoTime());
      open.add(begin(link, noise));
      link.flush();
      if (open.size() >= PUTS_AHEAD) {
        await(link, open);
      }
    }
    while (!open.isEmpty()) {
      await(link, open);
    }
    awaitEvents(puts * watchers);
  }

  private synchronized void awaitEvents(long least) throws InterruptedException {
    while (events < least) {
      wait();
    }
  }

  private synchronized void came(int more) {
    events += more;
    notifyAll();
  }

  private int begin(Http2Link link, byte[] value) throws IOException {
    var put =
        io.drydock.formats.proto.etcdserverpb.PutRequest.newBuilder()
            .setKey(key)
            .setValue(ByteString.copyFrom(value))
            .build();
    int stream = link.open(Requests.PUT);
    link.send(stream, Http2Link.framed(put.toByteArray()), true);
    return stream;
  }

  private static void await(Http2Link link, List<Integer> open) throws IOException {
    int before = open.size();
    var listener =
        new Http2Link.Listener() {
          @Override
          public void data(int stream, byte[] bytes, int offset, int length) {
            // The answer to a put.
          }

          @Override
          public void ended(int stream, String status) throws IOException {
            if (!status.equals("0")) {
              throw new IOException("a put has ended with status " + status);
            }
            open.remove((Integer) stream);
          }
        };
    while (open.size() == before) {
      link.read(listener);
    }
  }
}
