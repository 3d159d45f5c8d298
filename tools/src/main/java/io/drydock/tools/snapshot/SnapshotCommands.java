package io.drydock.tools.snapshot;

import io.drydock.tools.cli.Branch;
import io.drydock.tools.cli.Root;
import io.drydock.tools.cli.Variables;
import io.drydock.tools.client.EtcdctlEnvironment;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.restore.Restore;
import io.drydock.tools.snapshot.keep.SnapshotList;
import io.drydock.tools.snapshot.save.SnapshotSave;
import io.drydock.tools.snapshot.take.SnapshotTake;
import io.drydock.tools.snapshot.verify.SnapshotStatus;
import io.drydock.tools.snapshot.verify.SnapshotVerify;
import java.util.List;
import picocli.CommandLine;

/** The noun and its verbs. */
public final class SnapshotCommands {

  private SnapshotCommands() {}

  /** The tree below {@code drydock snapshot}. */
  public static CommandLine tree(Terminal terminal, List<String> words) {
    CommandLine noun = Root.noun("snapshot", "Snapshot files of the v3 store.");
    return new Branch(noun, words)
        .verb("save", () -> save(terminal))
        .verb("take", () -> new SnapshotTake(terminal))
        .verb("verify", () -> new SnapshotVerify(terminal))
        .verb("status", () -> new SnapshotStatus(terminal))
        .verb("list", () -> new SnapshotList(terminal))
        .verb("restore", () -> new Restore(terminal))
        .build();
  }

  private static CommandLine save(Terminal terminal) {
    return new CommandLine(new SnapshotSave(terminal))
        .setDefaultValueProvider(new EtcdctlEnvironment(Variables::of));
  }
}
