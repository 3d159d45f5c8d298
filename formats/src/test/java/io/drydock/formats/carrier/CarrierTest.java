package io.drydock.formats.carrier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RealBackends;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.build.FileShape;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.formats.rocks.KvReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There and back again, nothing is lost. */
class CarrierTest {

  @TempDir private Path folder;
  private Path kv;
  private Path image;

  @BeforeEach
  void place() {
    kv = folder.resolve("kv");
    image = folder.resolve("image");
  }

  @Test
  void aRealDatabaseGoesThereAndBackWithEveryRowAndItsHash() throws Exception {
    try (RealBackends.Open etcd = new RealBackends(folder).open(RealBackends.SINGLE_36, "data")) {
      List<BucketSum> there = KvImport.run(etcd.view(), kv, bytes -> {});
      assertEquals(BucketSum.of(etcd.view(), bytes -> {}), there);
      writeImage();
      try (ByteSource source = ByteSource.map(image)) {
        BoltFile file = BoltFile.open(source);
        BoltView back = BoltView.of(file);
        assertEquals(there, BucketSum.of(back, bytes -> {}));
        assertEquals(
            HashKv.at(etcd.view(), RevisionBounds.CURRENT),
            HashKv.at(back, RevisionBounds.CURRENT));
        assertTrue(BoltCheck.of(file, 10).isClean());
      }
    }
  }

  private void writeImage() throws Exception {
    try (KvReader reader = KvReader.open(kv);
        FileChannel out =
            FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      new BoltImage(reader.snapshot(), bytes -> {}).writeDurably(out);
    }
  }

  @Test
  void bucketsWithAnyNameAndRowsOfAnySizeComeBack() throws Exception {
    BackendFile file = new BackendFile();
    var random = new Random(7);
    for (String name : List.of("default", "=", "==", "=default", "a", "zz", "\u00e9")) {
      for (int i = 0; i < 40; i++) {
        file.put(Bytes.ofUtf8(name), bytes(random, 1 + random.nextInt(900)), bytes(random, i * 97));
      }
    }
    file.put(Bucket.KEY, bytes(random, 17), bytes(random, 3 << 20));
    file.put(Bytes.ofUtf8("empty value"), Bytes.ofUtf8("k"), Bytes.EMPTY);
    try (RealBackends.Open bolt = file.open(folder.resolve("db"))) {
      List<BucketSum> sums = KvImport.run(bolt.view(), kv, bytes -> {});
      writeImage();
      try (ByteSource source = ByteSource.map(image)) {
        assertEquals(sums, BucketSum.of(BoltView.of(BoltFile.open(source)), bytes -> {}));
      }
    }
  }

  private static Bytes bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.adopt(bytes);
  }

  @Test
  void aStreamIsTheFileAndAsLongAsWasSaid() throws Exception {
    try (RealBackends.Open etcd = new RealBackends(folder).open(RealBackends.SINGLE_36, "data")) {
      KvImport.run(etcd.view(), kv, bytes -> {});
    }
    writeImage();
    var streamed = new ByteArrayOutputStream();
    FileShape shape;
    try (KvReader reader = KvReader.open(kv)) {
      var sent = new BoltImage(reader.snapshot(), bytes -> {});
      shape = sent.measure();
      sent.stream(
          shape,
          piece -> {
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            streamed.write(copy);
          });
    }
    assertEquals(shape.bytes(), streamed.size());
    assertArrayEquals(Files.readAllBytes(image), streamed.toByteArray());
  }

  @Test
  void aReceiverThatFailsEndsTheStream() throws Exception {
    try (RealBackends.Open bolt = new BackendFile().open(folder.resolve("db"))) {
      KvImport.run(bolt.view(), kv, bytes -> {});
    }
    try (KvReader reader = KvReader.open(kv)) {
      var sent = new BoltImage(reader.snapshot(), bytes -> {});
      FileShape shape = sent.measure();
      assertThrows(
          IOException.class,
          () ->
              sent.stream(
                  shape,
                  piece -> {
                    throw new IOException("the client went away");
                  }));
    }
  }

  @Test
  void anImportTellsAllBytesTwice() throws Exception {
    long[] told = {0};
    try (RealBackends.Open bolt =
        new BackendFile()
            .put(Bucket.LEASE, Bytes.ofUtf8("key"), Bytes.ofUtf8("value"))
            .open(folder.resolve("db"))) {
      KvImport.run(bolt.view(), kv, bytes -> told[0] += bytes);
    }
    assertEquals(2 * 8, told[0]);
  }

  @Test
  void anImportNeverReplacesAnything() throws Exception {
    Files.createDirectory(kv);
    try (RealBackends.Open bolt = new BackendFile().open(folder.resolve("db"))) {
      assertThrows(
          FileAlreadyExistsException.class, () -> KvImport.run(bolt.view(), kv, bytes -> {}));
    }
  }

  @Test
  void readingADirectoryChangesNothingInItAndTakesNoLock() throws Exception {
    try (RealBackends.Open bolt = new BackendFile().open(folder.resolve("db"))) {
      KvImport.run(bolt.view(), kv, bytes -> {});
    }
    Map<Path, String> before = listing();
    try (KvReader one = KvReader.open(kv);
        KvReader other = KvReader.open(kv)) {
      assertEquals(
          BucketSum.of(one.snapshot(), bytes -> {}), BucketSum.of(other.snapshot(), bytes -> {}));
    }
    assertEquals(before, listing());
  }

  private Map<Path, String> listing() throws IOException {
    Map<Path, String> files = new TreeMap<>();
    List<Path> found = new ArrayList<>();
    try (var each = Files.list(kv)) {
      each.forEach(found::add);
    }
    for (Path path : found) {
      files.put(path, Files.size(path) + " " + Files.getLastModifiedTime(path));
    }
    return files;
  }

  @Test
  void aDamagedBlockIsFoundAndNeverReadAsSomethingElse() throws Exception {
    BackendFile file = new BackendFile();
    var random = new Random(3);
    for (int i = 0; i < 200; i++) {
      file.put(Bucket.KEY, bytes(random, 17), bytes(random, 400));
    }
    try (RealBackends.Open bolt = file.open(folder.resolve("db"))) {
      KvImport.run(bolt.view(), kv, bytes -> {});
    }
    Path rows = largest();
    byte[] content = Files.readAllBytes(rows);
    content[content.length / 3] ^= 1;
    Files.write(rows, content);
    try (KvReader reader = KvReader.open(kv)) {
      assertThrows(CorruptFileException.class, () -> BucketSum.of(reader.snapshot(), bytes -> {}));
    }
    Files.write(rows, new byte[0]);
    assertThrows(CorruptFileException.class, () -> KvReader.open(kv).close());
  }

  private Path largest() throws IOException {
    Path largest = kv.resolve("CURRENT");
    for (Path path : listing().keySet()) {
      if (path.toString().endsWith(".sst") && Files.size(path) > Files.size(largest)) {
        largest = path;
      }
    }
    return largest;
  }
}
