package io.drydock.node.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.carrier.BucketSum;
import io.drydock.testdata.Archive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdDatabaseTest {

  @TempDir private Path folder;
  private Path member;
  private Path database;

  @BeforeEach
  void unpack() throws Exception {
    member = Archive.unpack("etcd-3.6.14-single", folder).resolve("data/member");
    database = member.resolve("snap/db");
  }

  @Test
  void aDatabaseIsTakenOverWholeAndKeptAsItWas() throws Exception {
    List<BucketSum> sums;
    long applied;
    try (ByteSource source = ByteSource.map(database)) {
      BoltView view = BoltView.of(BoltFile.open(source));
      sums = BucketSum.of(view, bytes -> {});
      applied = MetaState.read(view).consistentIndex().orElseThrow();
    }
    byte[] before = Files.readAllBytes(database);
    long rows = EtcdDatabase.takeOver(member, bytes -> {});
    assertEquals(sums.stream().mapToLong(BucketSum::rows).sum(), rows);
    assertArrayEquals(before, Files.readAllBytes(database));
    Path keptAs = EtcdDatabase.putAside(member);
    assertEquals(member.resolve("snap/db.imported"), keptAs);
    assertFalse(Files.exists(database));
    assertArrayEquals(before, Files.readAllBytes(keptAs));
    try (RocksStore store = RocksStore.open(member.resolve("kv"), Stores.SMALL);
        StoreSnapshot snapshot = store.snapshot()) {
      assertEquals(sums, BucketSum.of(snapshot.rows(), bytes -> {}));
      assertEquals(applied, store.durable().index());
      StoreSize size = store.size();
      assertTrue(size.inUseBytes() > size.bytes() / 2, size::toString);
    }
  }

  @Test
  void aSecondOneIsKeptBesideTheFirst() throws Exception {
    Files.copy(database, member.resolve("snap/db.imported"));
    assertEquals(member.resolve("snap/db.imported-2"), EtcdDatabase.putAside(member));
  }

  @Test
  void whatWasTakenOverIsGivenUpOnlyWhileTheDatabaseIsInItsPlace() throws Exception {
    EtcdDatabase.takeOver(member, bytes -> {});
    EtcdDatabase.giveUp(member);
    assertFalse(Files.exists(member.resolve("kv")));
    EtcdDatabase.takeOver(member, bytes -> {});
    EtcdDatabase.putAside(member);
    EtcdDatabase.giveUp(member);
    assertTrue(Files.exists(member.resolve("kv")));
  }

  @Test
  void aDamagedDatabaseStaysWhereItIs() throws Exception {
    byte[] content = Files.readAllBytes(database);
    Arrays.fill(content, 8192, content.length, (byte) 7);
    Files.write(database, content);
    assertThrows(CorruptFileException.class, () -> EtcdDatabase.takeOver(member, bytes -> {}));
    assertTrue(Files.exists(database));
    assertFalse(Files.exists(member.resolve("kv")));
    assertFalse(Files.exists(member.resolve("kv.new")));
  }
}
