package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RealBackends;
import io.drydock.formats.bytes.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixHashTest {

  private static final int PLENTY = 1000;

  @TempDir static Path folder;
  private static RealBackends backends;

  @BeforeAll
  static void setUp() {
    backends = new RealBackends(folder);
  }

  private static HashKv hashOf(BackendView view) throws Exception {
    return ((RevisionAnswer.Found<HashKv>) HashKv.at(view, RevisionBounds.CURRENT)).value();
  }

  /** HashKV is the same checksum over the same records, but for its first word. */
  @ParameterizedTest
  @CsvSource({"etcd-3.4.23-single", "etcd-3.5.30-single", "etcd-3.6.14-single"})
  void theEmptyPrefixHoldsWhatHashKvHolds(String archive) throws Exception {
    try (var open = backends.open(archive, "data")) {
      BackendView view = open.view();
      HashKv whole = hashOf(view);
      var all = PrefixHash.at(view, whole, 0, PLENTY);
      assertEquals(1, all.prefixes().size());
      assertEquals(Bytes.EMPTY, all.prefixes().getFirst().prefix());
      var crc = new CRC32C();
      crc.update(Bucket.KEY.bucketName().toByteArray());
      var alone = new CRC32C();
      var records = HashedRecords.of(view, whole.hashRevision(), whole.compactRevision());
      while (records.next()) {
        for (var each : List.of(records.scan().rawKey(), records.scan().rawValue())) {
          crc.update(each.asByteBuffer());
          alone.update(each.asByteBuffer());
        }
      }
      assertEquals(whole.hash(), (int) crc.getValue());
      assertEquals((int) alone.getValue(), all.prefixes().getFirst().hash());
    }
  }

  @Test
  void eachPrefixHoldsItsOwnRecordsAndNoOthers() throws Exception {
    try (var open = backends.open("etcd-3.6.14-single", "data")) {
      BackendView view = open.view();
      HashKv whole = hashOf(view);
      var all = PrefixHash.at(view, whole, 2, PLENTY);
      assertTrue(all.prefixes().size() > 5, all.toString());
      assertEquals(Optional.empty(), all.others());
      for (PrefixHash each : all.prefixes()) {
        assertEquals(naive(view, whole, each.prefix()), each);
      }
    }
  }

  private static PrefixHash naive(BackendView view, HashKv whole, Bytes prefix) throws Exception {
    var crc = new CRC32C();
    long count = 0;
    var records = HashedRecords.of(view, whole.hashRevision(), whole.compactRevision());
    while (records.next()) {
      KeyValueView message = records.scan().keyValue();
      String key =
          Bytes.copyOf(view.memory().asSlice(message.keyOffset(), message.keyLength())).toUtf8();
      int end = key.indexOf('/', key.indexOf('/', 1) + 1);
      if (key.indexOf('/', 1) < 0) {
        end = key.startsWith("/") ? 0 : -1;
      } else if (end < 0) {
        end = key.lastIndexOf('/');
      }
      if (key.substring(0, end + 1).equals(prefix.toUtf8())) {
        crc.update(records.scan().rawKey().asByteBuffer());
        crc.update(records.scan().rawValue().asByteBuffer());
        count++;
      }
    }
    return new PrefixHash(prefix, (int) crc.getValue(), count);
  }

  /** A member that was killed is behind; then the prefixes that changed since tell it apart. */
  @ParameterizedTest
  @CsvSource({"etcd-3.5.30-cluster3", "etcd-3.6.14-cluster3", "etcd-3.7.1-cluster3"})
  void membersAgreeWhereTheirHashKvDoes(String archive) throws Exception {
    List<HashKv> hashes = new ArrayList<>();
    List<PrefixHash.All> answers = new ArrayList<>();
    for (String member : new String[] {"m1", "m2", "m3"}) {
      try (var open = backends.open(archive, member)) {
        hashes.add(hashOf(open.view()));
        answers.add(PrefixHash.at(open.view(), hashes.getLast(), 2, PLENTY));
      }
    }
    for (int i = 0; i < hashes.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertEquals(hashes.get(i).equals(hashes.get(j)), answers.get(i).equals(answers.get(j)));
      }
    }
    assertTrue(hashes.stream().distinct().count() < hashes.size(), hashes.toString());
  }

  @Test
  void prefixesBeyondTheBoundCountTogether() throws Exception {
    try (var open = backends.open("etcd-3.6.14-single", "data")) {
      HashKv whole = hashOf(open.view());
      var few = PrefixHash.at(open.view(), whole, 2, 2);
      var all = PrefixHash.at(open.view(), whole, 2, PLENTY);
      assertEquals(2, few.prefixes().size());
      long records = all.prefixes().stream().mapToLong(PrefixHash::records).sum();
      assertEquals(
          records,
          few.others().orElseThrow().records()
              + few.prefixes().stream().mapToLong(PrefixHash::records).sum());
    }
  }
}
