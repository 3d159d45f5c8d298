package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Sets {@code storageVersion} in bucket {@code meta}, or takes it out: all in which the database of
 * etcd 3.5 differs from that of 3.6 and 3.7. All other rows stay.
 */
@Command
public final class StorageVersion {

  private static final Bytes KEY = Bytes.ofUtf8("storageVersion");

  @Mixin private final RewriteOptions options;

  private StorageVersion() {
    var nowhere = OutputStream.nullOutputStream();
    this.options = new RewriteOptions(Terminal.plain(nowhere, nowhere));
  }

  /**
   * Rewrites a database where it lies; nothing of the old one stays.
   *
   * @param version such as {@code 3.6.0}; none takes it out
   * @throws IOException when the disk fails or has no room; the old one is untouched then
   * @throws FormatException when it is damaged; as above
   */
  public static void replace(Path database, Optional<String> version)
      throws IOException, FormatException {
    var command = new StorageVersion();
    CommandLine.populateCommand(command, "--in-place", "--remove-old", "--", database.toString());
    new RewriteRun("migrate", command.options, FileOps.DISK)
        .run(source -> wish(source.db().view(), version));
  }

  private static RewriteRun.Wish wish(BackendView view, Optional<String> version)
      throws FormatException {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    BackendCursor cursor = view.cursor(Bucket.META);
    while (cursor.next()) {
      rows.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
    }
    rows.remove(KEY);
    version.ifPresent(text -> rows.put(KEY, Bytes.ofUtf8(text)));
    var edits = Map.of(Bucket.META, new Selection.Edit(true, rows));
    return new RewriteRun.Wish(
        new Selection(view, Selection.KeyFilter.ALL, edits),
        OptionalLong.empty(),
        false,
        List.of());
  }
}
