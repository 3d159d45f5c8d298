package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.formats.v2store.V2Content;
import io.drydock.formats.v2store.V2Store;
import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.etcdutl.cobra.Invocation;
import java.io.IOException;
import java.util.Optional;

/** {@code check v2store}: whether keys of the v2 API would keep etcd 3.6 from starting. */
final class CheckCommand {

  private static final int ERROR = 1;

  private final Session session;

  CheckCommand(Session session) {
    this.session = session;
  }

  void run(Invocation call) throws IOException, FormatException {
    String dataDir = call.text("data-dir");
    MemberLog log = MemberLog.read(Place.wal(dataDir, call.text("wal-dir")));
    Optional<NewestSnap> snap =
        NewestSnap.in(Place.snap(dataDir), item -> log.knows(item.name().position()));
    if (snap.isPresent() && isCustom(snap.get().store())) {
      throw new Exit(ERROR, "detected custom content in v2store");
    }
    session.screen().out("No custom content found in v2store.\n");
  }

  private static boolean isCustom(V2Store store) {
    return !V2Content.custom(store).isEmpty();
  }
}
