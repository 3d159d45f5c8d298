package io.drydock.testdata.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Json;
import java.io.IOException;
import java.util.List;

/**
 * How a command ended.
 *
 * @param command the command line, program first
 * @param exitCode 0 for success
 * @param stdout all it printed as its result
 * @param stderr all it printed beside it
 */
public record Ran(List<String> command, int exitCode, String stdout, String stderr) {
  /**
   * This, when the command succeeded.
   *
   * @throws IOException when the exit code is not 0; the message holds the command and its stderr
   */
  public Ran ok() throws IOException {
    if (exitCode != 0) {
      throw new IOException(
          String.join(" ", command) + ": exit code " + exitCode + ": " + stderr + stdout);
    }
    return this;
  }

  /**
   * Its standard output as JSON.
   *
   * @throws IOException when the command failed or printed something else
   */
  public JsonNode json() throws IOException {
    return Json.read(ok().stdout);
  }
}
