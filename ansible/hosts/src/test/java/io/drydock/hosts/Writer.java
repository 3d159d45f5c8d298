package io.drydock.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Collectors;
import org.testcontainers.containers.Container.ExecResult;

/** A client that writes all the time, and its log of what the cluster acknowledged. */
final class Writer {

  private static final String SCRIPT = "/root/writer.py";
  private static final String LOG = "/root/writer.log";

  private final Site site;
  private final Host host;

  private Writer(Site site, Host host) {
    this.site = site;
    this.host = host;
  }

  static Writer start(Site site, Host host) throws IOException {
    host.put("writer.py", SCRIPT);
    var writer = new Writer(site, host);
    host.sh(
        "systemd-run --quiet --unit=writer python3 "
            + SCRIPT
            + " write "
            + LOG
            + " "
            + writer.endpoints());
    // The first acknowledged write: from now on there is load.
    host.sh(
        "until grep -q ^ok "
            + LOG
            + " 2>/dev/null; do"
            + " systemctl is-active -q writer || exit 1; done");
    return writer;
  }

  private String endpoints() {
    return site.members().stream()
        .map(member -> "https://" + member.address() + ":2379")
        .collect(Collectors.joining(" "));
  }

  /** Stops it, if it still writes, and holds its log against the cluster. */
  JsonNode compare() throws IOException {
    host.sh("systemctl stop writer 2>/dev/null || true");
    ExecResult ended = host.exec("python3 " + SCRIPT + " check " + LOG + " " + endpoints());
    assertEquals(0, ended.getExitCode(), ended.getStdout() + ended.getStderr());
    JsonNode counts = new ObjectMapper().readTree(ended.getStdout());
    assertTrue(counts.path("ok").asInt() > 0, ended.getStdout());
    assertEquals(0, counts.path("missing").asInt(), ended.getStdout());
    return counts;
  }

  /** What it wrote, for a failure's message. */
  String failures() throws IOException {
    return host.exec("grep -v ^ok " + LOG).getStdout();
  }
}
