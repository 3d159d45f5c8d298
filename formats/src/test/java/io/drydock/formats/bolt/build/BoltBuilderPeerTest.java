package io.drydock.formats.bolt.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.BackendHash;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.etcd.Ran;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real etcd as the judge of the files that the builder writes. */
class BoltBuilderPeerTest {

  @TempDir Path folder;

  /** Before it answers, {@code snapshot status} runs bbolt's own check. */
  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void etcdFindsOurFilesSoundAndReadsTheSameContent(EtcdRelease release) throws Exception {
    for (int meanValueBytes : new int[] {8, 300, 1500, 3000, 20_000}) {
      Path db = folder.resolve("db" + meanValueBytes);
      FileShape shape = write(db, model(new Random(meanValueBytes), meanValueBytes));
      var status = EtcdTool.offline(release).json("snapshot", "status", db.toString());
      try (var source = ByteSource.map(db)) {
        BackendHash hash = BackendHash.ofSnapshot(BoltView.of(BoltFile.open(source)));
        assertEquals(Integer.toUnsignedLong(hash.hash()), status.get("hash").asLong());
        assertEquals(hash.records(), status.get("totalKey").asLong());
      }
      assertEquals(shape.bytes(), status.get("totalSize").asLong());
    }
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void restoreTakesASealedFileAndRefusesAChangedOne(EtcdRelease release) throws Exception {
    Path db = folder.resolve("snapshot.db");
    write(db, model(new Random(7), 300));
    try (var file = FileChannel.open(db, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      SnapshotTrailer.append(file);
    }
    restore(release, db, "taken").ok();
    try (var file = new RandomAccessFile(db.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int old = file.read();
      file.seek(file.length() / 2);
      file.write(old ^ 1);
    }
    Ran refused = restore(release, db, "refused");
    assertTrue(refused.exitCode() != 0);
    assertTrue(refused.stderr().contains("expected sha256"), refused::stderr);
  }

  private Ran restore(EtcdRelease release, Path db, String into) throws IOException {
    return EtcdTool.offline(release)
        .run("snapshot", "restore", db.toString(), "--data-dir", folder.resolve(into).toString());
  }

  /** What etcd's own defragmentation makes of our file is no smaller than ours. */
  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void etcdPacksNoTighter(EtcdRelease release) throws Exception {
    for (int meanValueBytes : new int[] {8, 300, 1500, 3000, 20_000}) {
      Path data = folder.resolve("data" + meanValueBytes);
      Path db = data.resolve("member/snap/db");
      Files.createDirectories(db.getParent());
      var model = model(new Random(meanValueBytes), meanValueBytes);
      FileShape shape = write(db, model);
      EtcdTool.offline(release).run("defrag", "--data-dir", data.toString()).ok();
      try (var source = ByteSource.map(db)) {
        assertEquals(List.of(), BoltCheck.of(source).findings());
        BoltFile file = BoltFile.open(source);
        long used = file.pageCount() - file.freePages().pages().size();
        assertTrue(shape.highWaterMark() <= used, () -> shape + ", of etcd " + used);
      }
    }
  }

  private static FileShape write(Path db, Map<Bytes, Object> model) throws IOException {
    return BoltModel.write(db, model, 4096);
  }

  /** The ten buckets, with revisions as keys where etcd expects them. */
  private static Map<Bytes, Object> model(Random random, int meanValueBytes) {
    var model = new TreeMap<Bytes, Object>();
    for (Bucket bucket : Bucket.values()) {
      model.put(bucket.bucketName(), Map.of());
    }
    var keys = new TreeMap<Bytes, Object>();
    for (int i = 0; i < 30_000_000 / (meanValueBytes + 2000); i++) {
      long revision = i + 2L;
      byte[] value = new byte[random.nextInt(2 * meanValueBytes)];
      random.nextBytes(value);
      KeyValue record =
          KeyValue.newBuilder()
              .setKey(ByteString.copyFromUtf8("k" + i))
              .setCreateRevision(revision)
              .setModRevision(revision)
              .setVersion(1)
              .setValue(ByteString.copyFrom(value))
              .build();
      keys.put(
          Bytes.ofHex("%016x5f%016x".formatted(revision, 0)), Bytes.adopt(record.toByteArray()));
    }
    model.put(Bucket.KEY.bucketName(), keys);
    model.put(
        Bucket.META.bucketName(),
        Map.of(Bytes.ofUtf8("consistent_index"), Bytes.ofHex("0000000000000007")));
    return model;
  }
}
