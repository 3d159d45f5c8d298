package io.drydock.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.container.Debian;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three fresh hosts become a cluster, and a second run leaves it alone. */
@Tag("ci")
class ProvisionHostTest {

  private static final String ETCDCTL =
      "ETCDCTL_API=3 etcdctl --cacert /etc/etcd/pki/ca.crt --cert /etc/etcd/pki/client.crt"
          + " --key /etc/etcd/pki/client.key --endpoints https://127.0.0.1:2379 ";

  @TempDir Path folder;

  private static Set<String> processes(Site site) throws IOException {
    Set<String> found = new HashSet<>();
    for (Host host : site.members()) {
      found.add(host.name() + host.sh("systemctl show -p MainPID etcd"));
    }
    return found;
  }

  @Test
  void aSecondRunChangesNothingAndAChangeIsRolledOut() throws IOException {
    try (Site site = Site.of(Debian.TRIXIE, 3, folder)) {
      assertTrue(site.play("provision_static.yml").succeeded().changes() > 0);
      Writer writer = site.writer();
      Set<String> before = processes(site);
      assertEquals(0, site.playWith("debian12", "provision_static.yml").succeeded().changes());
      assertEquals(before, processes(site));

      site.set("etcd_node_quota_bytes", "3000000000");
      assertTrue(site.play("provision_static.yml").succeeded().changes() > 0);
      Set<String> after = processes(site);
      after.retainAll(before);
      assertEquals(Set.of(), after);
      assertEquals(0, writer.compare().path("lost").asInt(), writer.failures());
    }
  }

  @Test
  void foreignDataIsNotStartedOn() throws IOException {
    try (Site site = Site.of(Debian.BOOKWORM, 1, folder)) {
      Host host = site.host("etcd-1");
      host.sh("mkdir -p /var/lib/etcd/trial/member/snap && echo x >/var/lib/etcd/trial/member/x");
      site.play("provision_static.yml").refused("holds data of a member that this collection");
      assertEquals("x\n", host.sh("cat /var/lib/etcd/trial/member/x"));
      site.play("provision_static.yml", "-e", "etcd_node_set_aside=trial").succeeded();
      assertEquals("x\n", host.sh("cat /var/lib/etcd/trial.2*/member/x"));
      host.sh("apt-get install -y -q etcd-client >/dev/null && " + ETCDCTL + "put a b");
      assertEquals(0, site.play("provision_static.yml").succeeded().changes());
    }
  }
}
