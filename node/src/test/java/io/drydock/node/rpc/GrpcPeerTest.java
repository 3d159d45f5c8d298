package io.drydock.node.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.node.rpc.http2.HeaderBlock;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that are wrong below their messages: status and text against real etcd 3.5.30. */
class GrpcPeerTest {
  @TempDir private static Path directory;
  private static Etcd etcd;
  private static EchoPort port;

  @BeforeAll
  static void start() throws Exception {
    etcd = Etcd.start(EtcdRelease.V3_5_30, directory.resolve("data"));
    port = EchoPort.open();
  }

  @AfterAll
  static void stop() throws Exception {
    port.close();
    etcd.close();
  }

  /** A name, the path, one field more, and the data in hexadecimal digits. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no message | /etcdserverpb.KV/Range | te: trailers | ''
          half a prefix | /etcdserverpb.KV/Range | te: trailers | 0000
          half a message | /etcdserverpb.KV/Range | te: trailers | 000000000400
          flag 5 | /etcdserverpb.KV/Range | te: trailers | 0500000000
          compressed by nothing | /etcdserverpb.KV/Range | te: trailers | 0100000000
          no gzip | /etcdserverpb.KV/Range | grpc-encoding: gzip | 0100000000
          unknown encoding | /etcdserverpb.KV/Range | grpc-encoding: snappy | 0100000000
          too large | /etcdserverpb.KV/Range | te: trailers | 0000200001
          far too large | /etcdserverpb.KV/Range | te: trailers | 00ffffffff
          unknown method | /etcdserverpb.KV/Nope | te: trailers | 0000000000
          unknown service | /etcdserverpb.Nope/Range | te: trailers | 0000000000
          no service | /Range | te: trailers | 0000000000
          no unit of time | /etcdserverpb.KV/Range | grpc-timeout: 1x | 0000000000
          no time | /etcdserverpb.KV/Range | grpc-timeout: x | 0000000000
          long time | /etcdserverpb.KV/Range | grpc-timeout: 123456789S | 0000000000
          """)
  void isToldAsEtcdTellsIt(String name, String path, String field, String data) throws Exception {
    var theirs = call(URI.create(etcd.clientUrl()).getPort(), path, field, data);
    assertEquals(theirs, call(port.number(), path, field, data), name);
  }

  private static Map<String, String> call(int server, String path, String field, String data)
      throws Exception {
    try (var client = RawHttp2.open(server)) {
      var parts = field.split(": ");
      var block =
          HeaderBlock.ofTrailers()
              .add(":method", "POST")
              .add(":scheme", "http")
              .add(":path", path)
              .add(":authority", "h")
              .add("content-type", "application/grpc")
              .add(parts[0], parts[1]);
      client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, block.encode());
      var bytes = HexFormat.of().parseHex(data);
      client.send(RawHttp2.DATA, RawHttp2.END_STREAM, 1, bytes);
      return told(client);
    }
  }

  /** Status and text, from headers and trailers of the answer. */
  private static Map<String, String> told(RawHttp2 client) throws Exception {
    var decoder = new DefaultHttp2HeadersDecoder(false);
    var told = new LinkedHashMap<String, String>();
    while (true) {
      var frame = client.await(RawHttp2.HEADERS);
      Http2Headers fields = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(frame.payload()));
      for (var field : fields) {
        var key = field.getKey().toString();
        if (key.startsWith("grpc-") || key.equals(":status")) {
          told.put(key, field.getValue().toString());
        }
      }
      if (frame.isEnd()) {
        return told;
      }
    }
  }
}
