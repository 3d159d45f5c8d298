package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.mvcc.RevisionAnswer;
import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code hashkv} of 3.6. That one opens the file for writing, changes its metas, may go on with a
 * compaction, and panics over keys with leases; this one reads.
 */
final class HashKvCommand {

  private static final int ERROR = 1;

  private final Session session;

  HashKvCommand(Session session) {
    this.session = session;
  }

  void run(Invocation call) throws IOException, FormatException {
    Printer printer = Printer.of(call);
    Path file = Path.of(call.arguments().getFirst());
    Place.requireThere(file);
    long revision = call.number("rev");
    if (revision < 0) {
      throw new Exit(ERROR, "--rev " + revision + ": there is no such revision");
    }
    try (DbSource source = Place.openMember(file, session.log())) {
      HashKv hash = hash(source, revision);
      source.checkUnchanged();
      printer.print(answer(hash), session.screen(), session.drawsLines());
    }
  }

  private static HashKv hash(DbSource source, long revision) throws FormatException {
    return switch (HashKv.at(source.view(), revision)) {
      case RevisionAnswer.Found<HashKv>(HashKv found) -> found;
      case RevisionAnswer.Compacted<HashKv> _ ->
          throw new Exit(ERROR, "mvcc: required revision has been compacted");
      case RevisionAnswer.Future<HashKv> _ ->
          throw new Exit(ERROR, "mvcc: required revision is a future revision");
    };
  }

  private static Answer answer(HashKv found) {
    long hash = Integer.toUnsignedLong(found.hash());
    long revision = found.hashRevision();
    long compacted = found.compactRevision();
    return new Answer(
        List.of(
            new Answer.Value("hash", "Hash", "HASH", hash, hash + ""),
            new Answer.Value(
                "hashRevision", "Hash revision", "HASH REVISION", revision, revision + ""),
            new Answer.Value(
                "compactRevision",
                "Compact revision",
                "COMPACT REVISION",
                compacted,
                compacted + "")));
  }
}
