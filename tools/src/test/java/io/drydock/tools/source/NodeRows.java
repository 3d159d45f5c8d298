package io.drydock.tools.source;

import io.drydock.formats.FormatException;
import io.drydock.formats.carrier.KvImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns a data directory of etcd into one of a node, as far as its backend goes. */
public final class NodeRows {

  private NodeRows() {}

  /** Imports {@code member/snap/db} into {@code member/kv} and takes it away. */
  public static void takeOver(Path dataDir) throws IOException, FormatException {
    Path db = dataDir.resolve("member/snap/db");
    try (DbSource source = DbSource.open(db)) {
      KvImport.run(source.view(), dataDir.resolve("member/kv"), bytes -> {});
    }
    Files.delete(db);
  }
}
