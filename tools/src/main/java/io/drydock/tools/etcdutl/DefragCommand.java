package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.rewrite.Defrag;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.FileHold;
import io.drydock.tools.source.HeldException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * {@code defrag}: in place, as etcdutl does. The new database is written beside the old one, read
 * back, and gets its name with one rename; then the old one is removed.
 */
final class DefragCommand {

  private static final int ERROR = 1;

  private final Session session;

  DefragCommand(Session session) {
    this.session = session;
  }

  /** Sizes of a database, in bytes: all pages, and those that hold something. */
  private record Sizes(long all, long inUse) {

    static Sizes of(DbSource db) throws FormatException {
      long free = db.bolt().freePages().pages().size() * db.bolt().pageSize();
      return new Sizes(db.sizeBytes(), db.sizeBytes() - free);
    }
  }

  void run(Invocation call) throws IOException {
    String dataDir = call.text("data-dir");
    Path file = Place.database(dataDir);
    try {
      Sizes before;
      try (DbSource db = Place.openMember(file, session.log())) {
        before = Sizes.of(db);
      }
      awaitStop(dataDir, file);
      defragment(file, before);
    } catch (FormatException | HeldException failure) {
      throw failed(dataDir, failure.getMessage());
    } catch (IOException failure) {
      throw failed(dataDir, GoTexts.failure("open", failure));
    }
  }

  private static Exit failed(String dataDir, String why) {
    return new Exit(ERROR, "Failed to defragment etcd data[" + dataDir + "] (" + why + ")");
  }

  private void awaitStop(String dataDir, Path file) throws IOException {
    if (FileHold.isHeld(file)) {
      session
          .screen()
          .err(
              "waiting for etcd to close and release its lock on \""
                  + dataDir
                  + "\". To defrag a running etcd instance, use `etcdctl defrag` instead.\n");
      FileHold.await(file);
    }
  }

  private void defragment(Path file, Sizes before) throws IOException, FormatException {
    Map<String, Object> fields =
        Fields.of(
            "path", file,
            "current-db-size-bytes", before.all(),
            "current-db-size", GoTexts.size(before.all()),
            "current-db-size-in-use-bytes", before.inUse(),
            "current-db-size-in-use", GoTexts.size(before.inUse()));
    session.log().info("defragmenting", fields);
    OffsetDateTime begin = session.log().clock().get();
    Defrag.silently(file);
    try (DbSource db = DbSource.open(file)) {
      Sizes after = Sizes.of(db);
      Map<String, Object> done =
          Fields.of(
              "path", file,
              "current-db-size-bytes-diff", after.all() - before.all(),
              "current-db-size-bytes", after.all(),
              "current-db-size", GoTexts.size(after.all()),
              "current-db-size-in-use-bytes-diff", after.inUse() - before.inUse(),
              "current-db-size-in-use-bytes", after.inUse(),
              "current-db-size-in-use", GoTexts.size(after.inUse()),
              "took", GoTexts.duration(Duration.between(begin, session.log().clock().get())));
      session.log().info("finished defragmenting directory", done);
    }
  }
}
