package io.drydock.testdata.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

final class PortsTest {
  @Test
  void noPortIsPickedTwice() throws IOException {
    var picked = new HashSet<Integer>();
    for (int i = 0; i < 100; i++) {
      var ports = Ports.pick();
      picked.add(ports.client());
      picked.add(ports.peer());
    }
    assertEquals(200, picked.size());
  }

  @Test
  void pickedPortsLieBelowThoseOfOutgoingConnections() throws IOException {
    int first = 32_768;
    var range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    if (Files.exists(range)) {
      try (var scanner = new Scanner(range)) {
        first = Math.max(scanner.nextInt(), 13_000);
      }
    }
    for (int i = 0; i < 100; i++) {
      assertTrue(Ports.pick().client() < first);
    }
  }
}
