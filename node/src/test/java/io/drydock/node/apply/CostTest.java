package io.drydock.node.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.TextFormat;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          put { key: 'abc' value: '12345' }                                          | 264
          lease_grant { TTL: 5 }                                                     |  64
          delete_range { key: 'abc' }                                                |   0
          txn { success { request_put { key: 'a' } } }                               | 257
          txn { success { request_put { key: 'a' } } failure { request_put { key: 'bc' } } } | 258
          txn { success { request_txn { success { request_put { key: 'a' } } } } }   |   0
          compaction { revision: 5 }                                                 |   0
          """)
  void costsAsMuchAsInEtcd(String request, long cost) throws Exception {
    var builder = InternalRaftRequest.newBuilder();
    TextFormat.merge(request, builder);
    assertEquals(cost, Cost.of(builder.build()));
  }
}
