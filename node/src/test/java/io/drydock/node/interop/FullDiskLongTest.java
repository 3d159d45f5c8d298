package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that is full while a member writes; then it is made larger. */
class FullDiskLongTest {
  /** The first segment of the log is preallocated, and the second does not fit. */
  private static final String SMALL = "100m";

  private static final String LARGE = "1g";
  private static final String VALUE = "x".repeat(200_000);

  @TempDir Path folder;

  @Test
  void theMemberStopsWithItsReasonAndLosesNothing() throws Exception {
    assumeTrue(mayMount(), "needs a mount namespace of its own");
    Map<String, Long> told = new TreeMap<>();
    try (var node = NodeProcess.startBehind(behindSmallDisk(), folder.resolve("disk/node"))) {
      try (var client = new Client(node.address())) {
        while (true) {
          String key = "key" + told.size();
          told.put(key, client.put(key, VALUE, 0).getHeader().getRevision());
        }
      } catch (StatusRuntimeException full) {
        assertTrue(told.size() > 100, () -> told.size() + " and then " + full.getMessage());
      }
      node.awaitLine("ready to serve client requests", 2);
      assertTrue(
          node.complaints().stream().anyMatch(line -> line.contains("No space left on device")),
          () -> node.complaints().toString());
      try (var client = new Client(node.address())) {
        long revision = client.put("after", "1", 0).getHeader().getRevision();
        Map<String, Long> there =
            client.all().stream()
                .collect(
                    Collectors.toMap(kv -> kv.getKey().toStringUtf8(), kv -> kv.getModRevision()));
        told.forEach((key, at) -> assertEquals(at, there.get(key), key));
        assertTrue(revision - 1 - told.size() <= 2, "written twice: " + revision);
      }
    }
  }

  private static boolean mayMount() throws IOException, InterruptedException {
    return new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
  }

  /** Starts what follows on a small disk, and once more, when it has ended, on a larger one. */
  private List<String> behindSmallDisk() throws IOException {
    Path disk = folder.resolve("disk");
    Files.createDirectory(disk);
    String script =
        """
        set -e
        mount -t tmpfs -o size=%1$s tmpfs '%3$s'
        "$@" || true
        mount -o remount,size=%2$s '%3$s'
        exec "$@"
        """
            .formatted(SMALL, LARGE, disk);
    return List.of("unshare", "-m", "sh", "-c", script, "sh");
  }
}
