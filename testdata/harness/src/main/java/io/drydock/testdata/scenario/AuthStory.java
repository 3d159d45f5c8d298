package io.drydock.testdata.scenario;

import io.drydock.testdata.client.EtcdClient;
import java.io.IOException;

/**
 * Users and roles of every kind: root, two users with passwords, one without; permissions on a
 * single key, a range, a prefix and from a key on; auth enabled, a password changed, writes as two
 * users.
 */
final class AuthStory {
  static final String ROOT = "root";
  static final String ROOT_PASSWORD = "rootpw";

  private final EtcdClient client;

  AuthStory(EtcdClient client) {
    this.client = client;
  }

  /** Enables auth and leaves it enabled; returns a client that is root. */
  EtcdClient enable() throws IOException {
    var auth = client.auth();
    auth.addUser(ROOT, ROOT_PASSWORD);
    auth.addUser("alice", "alicepw");
    auth.addUserWithoutPassword("bob");
    auth.addUser("carol", "carolpw");
    for (var role : new String[] {ROOT, "reader", "writer", "unused"}) {
      auth.addRole(role);
    }
    auth.grant("reader", "READ", "/app/", "/app0");
    auth.grant("reader", "READ", "zz", "\0");
    auth.grant("writer", "READWRITE", "/app/a", "/app/b");
    auth.grant("writer", "WRITE", "single", "");
    auth.grantRole(ROOT, ROOT);
    auth.grantRole("alice", "reader");
    auth.grantRole("alice", "writer");
    auth.grantRole("bob", "reader");
    auth.grantRole("carol", "reader");
    auth.revokeRole("carol", "reader");
    auth.deleteUser("carol");
    auth.enable();
    var root = client.as(ROOT, ROOT_PASSWORD);
    root.put("/app/a/by-root", "root was here");
    client.as("alice", "alicepw").put("single", "alice was here");
    root.auth().changePassword("alice", "alicepw2");
    return root;
  }

  /** Enables auth with what a shop needs: its API, a backup without password; returns root. */
  EtcdClient enableForShop() throws IOException {
    var auth = client.auth();
    auth.addUser(ROOT, ROOT_PASSWORD);
    auth.addUser("shop-api", "shoppw");
    auth.addUserWithoutPassword("backup");
    auth.addUser("kube-apiserver", "kubepw");
    for (var role : new String[] {ROOT, "shop", "kube", "read-all"}) {
      auth.addRole(role);
    }
    auth.grant("shop", "READWRITE", "/shop/", "/shop0");
    auth.grant("kube", "READWRITE", "/registry/", "/registry0");
    auth.grant("kube", "READWRITE", "compact_rev_key", "");
    auth.grant("read-all", "READ", "\0", "\0");
    auth.grantRole(ROOT, ROOT);
    auth.grantRole("shop-api", "shop");
    auth.grantRole("kube-apiserver", "kube");
    auth.grantRole("backup", "read-all");
    auth.enable();
    return client.as(ROOT, ROOT_PASSWORD);
  }

  /** Disables auth again; users and roles stay. */
  static void disable(EtcdClient root) throws IOException {
    root.auth().disable();
  }
}
