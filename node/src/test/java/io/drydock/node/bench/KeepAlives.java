package io.drydock.node.bench;

import io.drydock.formats.proto.etcdserverpb.LeaseGrantRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseKeepAliveRequest;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Streams on one connection that renew a lease each, again as soon as it is renewed. */
final class KeepAlives implements Http2Link.Listener {

  private static final AsciiString GRANT = AsciiString.of("/etcdserverpb.Lease/LeaseGrant");
  private static final AsciiString KEEP_ALIVE =
      AsciiString.of("/etcdserverpb.Lease/LeaseKeepAlive");
  private static final long TTL_SECONDS = 3600;

  private final Http2Link link;
  private final Latencies latencies;
  private final Messages messages = new Messages();
  private final Map<Integer, Renewed> renewed = new HashMap<>();
  private final long calls;
  private int granted;
  private long sent;
  private long done;

  private static final class Renewed {
    private final byte[] request;
    private long begun;

    private Renewed(long lease) {
      var keepAlive = LeaseKeepAliveRequest.newBuilder().setID(lease).build();
      request = Http2Link.framed(keepAlive.toByteArray());
    }
  }

  KeepAlives(Http2Link link, Latencies latencies, long calls) {
    this.link = link;
    this.latencies = latencies;
    this.calls = calls;
  }

  /** Grants leases from a number on, one a stream. */
  void grant(long firstLease, int streams) throws IOException {
    for (int i = 0; i < streams; i++) {
      var grant = LeaseGrantRequest.newBuilder().setID(firstLease + i).setTTL(TTL_SECONDS).build();
      link.send(link.open(GRANT), Http2Link.framed(grant.toByteArray()), true);
    }
    link.flush();
    while (granted < streams) {
      link.read(this);
    }
  }

  /** Renews them in turn; on return all is answered. */
  void run(long firstLease, int streams) throws IOException {
    for (int i = 0; i < streams; i++) {
      int stream = link.open(KEEP_ALIVE);
      renewed.put(stream, new Renewed(firstLease + i));
      renew(stream);
    }
    link.flush();
    while (done < calls) {
      link.read(this);
    }
  }

  private void renew(int stream) throws IOException {
    Renewed lease = renewed.get(stream);
    lease.begun = System.nanoTime();
    link.send(stream, lease.request, false);
    sent++;
  }

  @Override
  public void data(int stream, byte[] bytes, int offset, int length) throws IOException {
    Renewed lease = renewed.get(stream);
    if (lease != null) {
      messages.add(stream, bytes, offset, length, (_, _, _) -> answered(stream, lease));
    }
  }

  private void answered(int stream, Renewed lease) throws IOException {
    latencies.add(System.nanoTime() - lease.begun);
    done++;
    if (sent < calls) {
      renew(stream);
    }
  }

  @Override
  public void ended(int stream, String status) throws IOException {
    if (!status.equals("0") || renewed.containsKey(stream)) {
      throw new IOException("a call about a lease has ended with status " + status);
    }
    granted++;
  }
}
