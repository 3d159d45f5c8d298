package io.drydock.node.bench;

import java.io.IOException;

/**
 * Unary calls on one connection, always so many under way. An answer that is no success ends it.
 */
final class ClosedLoop implements Http2Link.Listener {

  private final Http2Link link;
  private final Requests requests;
  private final Latencies latencies;
  private final long[] begun;
  private final long calls;
  private long sent;
  private long done;
  private int oldest = 1;

  /**
   * Prepared.
   *
   * @param calls how many in all
   * @param atOnce how many are under way
   */
  ClosedLoop(Http2Link link, Requests requests, Latencies latencies, long calls, int atOnce) {
    this.link = link;
    this.requests = requests;
    this.latencies = latencies;
    this.calls = calls;
    this.begun = new long[Integer.highestOneBit(atOnce) * 64];
  }

  /** Makes the calls; on return all are answered. */
  void run(int atOnce) throws IOException {
    for (int i = 0; i < Math.min(atOnce, calls); i++) {
      call();
    }
    link.flush();
    while (done < calls) {
      link.read(this);
    }
  }

  private void call() throws IOException {
    var request = requests.next();
    int stream = link.open(request.path());
    if ((stream - oldest) / 2 >= begun.length) {
      throw new IOException("stream " + oldest + " was overtaken too often");
    }
    begun[place(stream)] = System.nanoTime();
    link.send(stream, request.framed(), true);
    sent++;
  }

  private int place(int stream) {
    return stream / 2 & begun.length - 1;
  }

  @Override
  public void data(int stream, byte[] bytes, int offset, int length) {
    // What is answered is checked elsewhere; here it is counted.
  }

  @Override
  public void ended(int stream, String status) throws IOException {
    if (!status.equals("0")) {
      throw new IOException("a call has ended with status " + status);
    }
    latencies.add(System.nanoTime() - begun[place(stream)]);
    begun[place(stream)] = 0;
    while (oldest < stream && begun[place(oldest)] == 0) {
      oldest += 2;
    }
    done++;
    if (sent < calls) {
      call();
    }
  }
}
