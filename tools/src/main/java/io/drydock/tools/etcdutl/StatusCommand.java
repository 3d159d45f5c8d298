package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Revision;
import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.snapshot.verify.StatusReport;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code snapshot status}. Where etcdutl 3.5 passes a file that was cut or altered, or crashes,
 * this says what is wrong with it and fails.
 */
final class StatusCommand {

  private static final int ERROR = 1;
  private static final int BAD_ARGUMENTS = 128;

  /** Where a member has its database: a file that has no checksum by its nature. */
  private static final Path MEMBERS_OWN = Path.of("snap", "db");

  private final Session session;

  StatusCommand(Session session) {
    this.session = session;
  }

  void run(Invocation call) throws IOException, FormatException {
    if (call.arguments().size() != 1) {
      throw new Exit(BAD_ARGUMENTS, "snapshot status requires exactly one argument");
    }
    Printer printer = Printer.of(call);
    printer.print(answer(call.arguments().getFirst()), session.screen(), session.drawsLines());
  }

  private Answer answer(String named) throws IOException, FormatException {
    Path file = Path.of(named);
    Place.requireThere(file);
    if (Files.isDirectory(file)) {
      throw new Exit(
          ERROR,
          session.release() == Release.V3_5_16
              ? "open " + named + ": is a directory"
              : "invalid database");
    }
    try (DbSource source = Place.open(file, session.log())) {
      boolean isMembers = file.toAbsolutePath().endsWith(MEMBERS_OWN);
      StatusReport status = StatusReport.ofWhole(source, isMembers, bytes -> {});
      source.checkUnchanged();
      return answer(status);
    }
  }

  private static Answer answer(StatusReport status) {
    long hash = Integer.toUnsignedLong(status.hash().hash());
    long revision = status.bounds().newest().map(Revision::main).orElse(0L);
    long keys = status.hash().records();
    long size = status.imageBytes();
    return new Answer(
        List.of(
            new Answer.Value("hash", "Hash", "HASH", hash, Long.toHexString(hash)),
            new Answer.Value("revision", "Revision", "REVISION", revision, revision + ""),
            new Answer.Value("totalKey", "Keys", "TOTAL KEYS", keys, keys + ""),
            new Answer.Value("totalSize", "Size", "TOTAL SIZE", size, GoTexts.size(size))));
  }
}
