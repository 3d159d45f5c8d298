package io.drydock.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.container.Debian;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members come, go and are replaced, and certificates are renewed, while a client writes. */
class MembersHostTest {

  private static final String CONFIRM = "etcd_confirm=trial";

  @TempDir Path folder;

  /** Ends the server, and overwrites the beginning of its newest segment with random bytes. */
  private static void tear(Host host) throws IOException {
    host.sh("systemctl mask --runtime --now etcd");
    String newest = host.sh("ls /var/lib/etcd/trial/member/wal/*.wal | tail -1").strip();
    String into = "dd of=" + newest + " bs=1 seek=200 conv=notrunc status=none";
    host.sh("head -c 4000 /dev/urandom | " + into);
    host.sh("systemctl unmask --runtime etcd && systemctl start --no-block etcd");
  }

  @Test
  void aTornMemberIsReplacedAndAnotherGoesAndComesAgain() throws IOException {
    try (Site site = Site.of(Debian.TRIXIE, 3, folder)) {
      site.play("provision_static.yml").succeeded();
      Writer writer = site.writer();

      tear(site.host("etcd-2"));
      site.play("member_replace.yml", "-e", "member=etcd-2").refused("Say -e " + CONFIRM);
      site.play("member_replace.yml", "-e", "member=etcd-2", "-e", CONFIRM).succeeded();
      site.host("etcd-2").sh("ls -d /var/lib/etcd/trial.2*/member/wal");
      site.play("member_replace.yml", "-e", "member=etcd-2", "-e", CONFIRM).refused("answers.");

      site.play("member_remove.yml", "-e", "member=etcd-3", "-e", CONFIRM).succeeded();
      site.play("provision_static.yml").refused("member_add.yml adds it");
      site.play("member_add.yml", "-e", "member=etcd-3").succeeded();
      assertEquals(0, site.play("provision_static.yml").succeeded().changes());

      JsonNode counts = writer.compare();
      assertEquals(0, counts.path("lost").asInt(), writer.failures());
      site.play("decommission.yml").refused("Say -e " + CONFIRM);
      site.play("decommission.yml", "-e", CONFIRM).succeeded();
    }
  }

  @Test
  void certificatesAreRotatedUnderLoad() throws IOException {
    try (Site site = Site.of(Debian.TRIXIE, 3, folder)) {
      site.play("provision_static.yml").succeeded();
      Writer writer = site.writer();
      String before = site.host("etcd-2").sh("cat /etc/etcd/pki/server.crt");
      assertTrue(
          site.play("rotate_certs.yml", "-e", "etcd_tls_new_keys=true").succeeded().changes() > 0);
      assertEquals(before, site.host("etcd-2").sh("cat /etc/etcd/pki/server.crt.previous"));
      assertEquals(0, writer.compare().path("lost").asInt(), writer.failures());
    }
  }
}
