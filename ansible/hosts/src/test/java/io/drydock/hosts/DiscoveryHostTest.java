package io.drydock.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.testdata.container.Debian;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members that find each other by a URL, which a third host serves. */
class DiscoveryHostTest {

  @TempDir Path folder;

  @Test
  void aUrlMakesAClusterAndASecondRunChangesNothing() throws IOException {
    try (Site site = Site.of(Debian.TRIXIE, 2, folder)) {
      site.add("finder", "etcd_discovery");
      site.play("provision_discovery.yml").succeeded();
      Writer writer = site.writer();
      assertEquals(0, site.play("provision_discovery.yml").succeeded().changes());
      assertEquals(0, writer.compare().path("lost").asInt(), writer.failures());
    }
  }
}
