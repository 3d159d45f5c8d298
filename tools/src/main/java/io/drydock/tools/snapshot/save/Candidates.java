package io.drydock.tools.snapshot.save;

import io.drydock.tools.client.Access;
import io.drydock.tools.client.Connection;
import io.drydock.tools.client.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All members that were named, asked what they are, and the one that is to send the snapshot. */
final class Candidates implements AutoCloseable {

  private final List<Candidate> all = new ArrayList<>();
  private final Map<Endpoint, Connection> open = new HashMap<>();

  private Candidates() {}

  /**
   * Asks each in turn.
   *
   * @throws IOException when a file of TLS cannot be read, or the time is over
   */
  static Candidates ask(List<Endpoint> endpoints, Access access) throws IOException {
    var candidates = new Candidates();
    boolean isAsked = false;
    try {
      for (Endpoint endpoint : endpoints) {
        access.patience().limit().check();
        candidates.ask(endpoint, access);
      }
      isAsked = true;
      return candidates;
    } finally {
      if (!isAsked) {
        candidates.close();
      }
    }
  }

  private void ask(Endpoint endpoint, Access access) throws IOException {
    access.requireReadable(endpoint);
    try {
      Connection connection = Connection.open(endpoint, access);
      open.put(endpoint, connection);
      all.add(Candidate.answered(endpoint, connection.status()));
    } catch (IOException failure) {
      all.add(Candidate.silent(endpoint, failure.getMessage()));
    }
  }

  /** In the order in which they were named. */
  List<Candidate> all() {
    return List.copyOf(all);
  }

  /**
   * The one to ask for the snapshot.
   *
   * @throws IOException when none can be asked; the message tells of each, why
   */
  Candidate chosen() throws IOException {
    return Candidate.choose(all)
        .orElseThrow(() ->
            new IOException(
                all.stream()
                    .map(each ->
                        each.status().isEmpty()
                            ? each.failure()
                            : each.endpoint() + ": " + each.role())
                    .collect(Collectors.joining("; "))));
  }

  /** What the user should know of the choice: one sentence for each member that was passed over. */
  List<String> notes(Candidate chosen) {
    List<String> notes = new ArrayList<>();
    for (Candidate each : all) {
      if (each.status().isEmpty()) {
        notes.add(each.failure());
      } else if (!each.equals(chosen) && !each.fitness().isLinearizable()) {
        notes.add(each.endpoint() + ": passed over: " + each.role());
      }
    }
    if (!chosen.fitness().isLinearizable()) {
      notes.add(chosen.endpoint() + ": " + chosen.role());
    }
    return notes;
  }

  /** The connection to one that answered. */
  Connection connection(Candidate candidate) {
    return open.get(candidate.endpoint());
  }

  @Override
  public void close() {
    open.values().forEach(Connection::close);
  }
}
