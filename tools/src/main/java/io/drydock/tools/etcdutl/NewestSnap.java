package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.v2store.V2Store;
import io.drydock.tools.source.MemberFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The newest {@code .snap} file that can be read.
 *
 * @param message what it holds
 * @param store the v2 store in it
 */
record NewestSnap(Snapshot message, V2Store store) {

  /**
   * Finds it.
   *
   * @param counts which names count
   * @throws IOException when there is no such folder, or a file in it cannot be read
   * @throws FormatException when the store in it is damaged
   */
  static Optional<NewestSnap> in(Path folder, Predicate<SnapItem.RaftSnapshot> counts)
      throws IOException, FormatException {
    for (SnapItem.RaftSnapshot item : SnapDirectory.list(folder).raftSnapshots()) {
      if (!counts.test(item)) {
        continue;
      }
      try (ByteSource source = MemberFiles.open(item.path())) {
        SnapReader.Result found = SnapReader.inspect(source);
        if (found.file().isPresent() && found.isSound()) {
          SnapFile file = found.file().get();
          V2Store store = V2Store.read(file.storeView(), file.storeAt());
          return Optional.of(new NewestSnap(file.raftSnapshot(), store));
        }
      }
    }
    return Optional.empty();
  }
}
