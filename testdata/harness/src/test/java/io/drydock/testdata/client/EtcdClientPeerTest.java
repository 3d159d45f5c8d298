package io.drydock.testdata.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EtcdClientPeerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void rangesShowEveryFieldAtEveryRevision(EtcdRelease release) throws IOException {
    try (var etcd = Etcd.start(release, folder.resolve("data"))) {
      var client = etcd.client();
      long lease = client.grantLease(Long.MAX_VALUE, 3600);
      client.put("b", "1");
      client.put("b", "2");
      client.put(new byte[] {(byte) 0xff, 0}, new byte[0], lease);
      client.deleteRange("a", "c");
      assertEquals(
          List.of(new Kv("62", 2, 3, 2, "32", 0), new Kv("ff00", 4, 4, 1, "", Long.MAX_VALUE)),
          client.all(4));
      assertEquals(1, client.all(0).size());
      assertEquals("/wA=", client.lease(lease).path("keys").path(0).asText());
    }
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void leaseTakesItsKeysAlong(EtcdRelease release) throws IOException {
    try (var etcd = Etcd.start(release, folder.resolve("data"))) {
      var client = etcd.client();
      long lease = client.grantLease(0, 3600);
      client.put("a".getBytes(), new byte[] {1}, lease);
      assertEquals(3600, client.keepLeaseAlive(lease));
      client.revokeLease(lease);
      assertTrue(client.get("a").isEmpty());
      assertEquals(3, client.revision());
    }
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void userMayDoWhatItsRoleGrants(EtcdRelease release) throws IOException {
    try (var etcd = Etcd.start(release, folder.resolve("data"), "--bcrypt-cost", "4")) {
      var auth = etcd.client().auth();
      auth.addUser("root", "r");
      auth.addRole("root");
      auth.grantRole("root", "root");
      auth.addUser("ann", "a");
      auth.addRole("notes");
      auth.grant("notes", "READWRITE", "/notes/", "/notes0");
      auth.grantRole("ann", "notes");
      auth.enable();
      var ann = etcd.client().as("ann", "a");
      assertEquals(2, ann.put("/notes/1", "x"));
      var e = assertThrows(EtcdRefused.class, () -> ann.put("/other", "x"));
      assertEquals(7, e.code());
      assertThrows(EtcdRefused.class, () -> etcd.client().as("ann", "wrong"));
    }
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void oldKeysAreServedBesideTheNewOnes(EtcdRelease release) throws IOException {
    try (var etcd = Etcd.start(release, folder.resolve("data"), "--enable-v2")) {
      var v2 = etcd.client().v2();
      v2.put("/a", "value=1");
      assertEquals("1", v2.get("/a").path("node").path("value").asText());
      var e = assertThrows(EtcdRefused.class, () -> v2.get("/b"));
      assertEquals(100, e.code());
      assertTrue(etcd.client().all(0).isEmpty());
    }
  }
}
