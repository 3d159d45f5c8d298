package io.drydock.tools.db.cluster;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RowReader;
import io.drydock.tools.ExitCode;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.output.RowWriter;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code db leases}: what expires, and what goes with it. */
@Command(
    name = "leases",
    description = "Granted leases with their time to live and the keys attached to them.",
    mixinStandardHelpOptions = true)
public final class DbLeases extends DbCommand {

  @Option(names = "--keys", description = "name the attached keys, too")
  private boolean keys;

  /** Writes to this terminal. */
  public DbLeases(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    var attached = AttachedKeys.of(source.view(), keys);
    RowWriter<LeaseRows.Row> rows = output().rows(LeaseRows.style());
    long granted = 0;
    RowReader reader = RowReader.of(source.view(), Bucket.LEASE);
    for (var row = reader.next(); row.isPresent(); row = reader.next()) {
      if (row.get().value() instanceof BackendRow.Lease lease) {
        rows.row(LeaseRows.Row.granted(lease, attached.take(lease.leaseId())));
        granted++;
      }
    }
    // What is left is attached to leases that the bucket does not have.
    List<Long> missing = attached.leases();
    for (long leaseId : missing) {
      rows.row(LeaseRows.Row.missing(leaseId, attached.take(leaseId)));
    }
    source.checkUnchanged();
    rows.finish(new LeaseRows.Summary(source, granted, missing.size()));
    return missing.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
