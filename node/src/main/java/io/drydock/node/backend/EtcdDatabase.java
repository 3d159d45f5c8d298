package io.drydock.node.backend;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.carrier.BucketSum;
import io.drydock.formats.carrier.KvImport;
import io.drydock.formats.rocks.FreshDirectory;
import io.drydock.formats.rocks.KvDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/**
 * The database that etcd left in a member's directory, {@code member/snap/db}, taken over at the
 * first start of a node on it.
 */
public final class EtcdDatabase {

  private static final String KEPT_AS = "db.imported";

  private EtcdDatabase() {}

  /** Where it is in a member's directory. */
  public static Path in(Path member) {
    return member.resolve("snap").resolve("db");
  }

  /**
   * Makes {@code member/kv} of {@code member/snap/db}, which stays where it is. After a crash at
   * any moment the next call goes on: a directory of rows is there whole or not at all.
   *
   * @param member no server runs on it; there is a database in it and no directory of rows
   * @param progress told how many bytes of keys and values were written, and then read back
   * @return rows in all buckets
   * @throws IOException when the disk fails or is full; the database is where it was
   * @throws FormatException when the database is damaged; the same
   */
  public static long takeOver(Path member, LongConsumer progress)
      throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(in(member))) {
      var view = BoltView.of(BoltFile.open(source));
      return KvImport.run(view, member.resolve(KvDirectory.NAME), progress).stream()
          .mapToLong(BucketSum::rows)
          .sum();
    }
  }

  /** Takes back what {@link #takeOver} made, unless the database was put aside for it. */
  public static void giveUp(Path member) throws IOException {
    if (Files.isRegularFile(in(member))) {
      FreshDirectory.remove(member.resolve(KvDirectory.NAME));
    }
  }

  /**
   * Puts a database that was taken over out of the way, durably.
   *
   * @return where it is now, as etcd wrote it
   */
  public static Path putAside(Path member) throws IOException {
    return putAside(member.resolve("snap"), in(member));
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
