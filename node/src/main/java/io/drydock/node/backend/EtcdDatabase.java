package io.drydock.node.backend;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.carrier.BucketSum;
import io.drydock.formats.carrier.KvImport;
import io.drydock.formats.rocks.KvDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The database that etcd left in a member's directory, {@code member/snap/db}, taken over at the
 * first start of a node on it.
 */
public final class EtcdDatabase {

  private static final String KEPT_AS = "db.imported";

  private EtcdDatabase() {}

  /**
   * What was taken over.
   *
   * @param keptAs where the database is now, as etcd wrote it
   * @param rows in all buckets
   */
  public record Import(Path keptAs, long rows) {}

  /**
   * Makes {@code member/kv} of {@code member/snap/db} and puts that aside. After a crash at any
   * moment the next call goes on: a directory of rows is there whole or not at all.
   *
   * @param member no server runs on it
   * @param progress told how many bytes of keys and values were written, and then read back
   * @return empty when there is a directory of rows already, or no database
   * @throws IOException when the disk fails or is full; the database is where it was
   * @throws FormatException when the database is damaged; the same
   */
  public static Optional<Import> takeOver(Path member, LongConsumer progress)
      throws IOException, FormatException {
    Path kv = member.resolve(KvDirectory.NAME);
    Path snap = member.resolve("snap");
    Path database = snap.resolve("db");
    if (!Files.isRegularFile(database)) {
      return Optional.empty();
    }
    if (KvDirectory.isMarked(kv)) {
      putAside(snap, database);
      return Optional.empty();
    }
    long rows;
    try (ByteSource source = ByteSource.map(database)) {
      var view = BoltView.of(BoltFile.open(source));
      rows = KvImport.run(view, kv, progress).stream().mapToLong(BucketSum::rows).sum();
    }
    return Optional.of(new Import(putAside(snap, database), rows));
  }

  private static Path putAside(Path snap, Path database) throws IOException {
    Path aside = snap.resolve(KEPT_AS);
    for (int i = 2; Files.exists(aside); i++) {
      aside = snap.resolve(KEPT_AS + "-" + i);
    }
    Files.move(database, aside, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(snap, StandardOpenOption.READ)) {
      names.force(true);
    }
    return aside;
  }
}
