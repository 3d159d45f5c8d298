package io.drydock.tools.rewrite;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.Etcd;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the clients of a real etcd see of its data; equal for two members that hold the same.
 *
 * @param keys all keys by revision
 * @param hashes HashKV by revision
 * @param facts leases with their keys, users, roles, members, each under its name
 */
public record Served(
    SortedMap<Long, List<Kv>> keys,
    SortedMap<Long, HashKv> hashes,
    SortedMap<String, JsonNode> facts) {

  /**
   * Asks a server.
   *
   * @param compacted its compaction revision, the first that is read
   * @param more revisions above it
   */
  public static Served by(Etcd etcd, long compacted, List<Long> more) throws IOException {
    var keys = new TreeMap<Long, List<Kv>>();
    var hashes = new TreeMap<Long, HashKv>();
    keys.put(compacted, etcd.client().all(compacted));
    // Before 3.4.27 a server refuses HashKV at the compaction revision itself.
    if (!etcd.options().release().is34()) {
      hashes.put(compacted, etcd.hashKv(compacted));
    }
    for (long revision : more) {
      keys.put(revision, etcd.client().all(revision));
      if (revision > compacted) {
        hashes.put(revision, etcd.hashKv(revision));
      }
    }
    var facts = new TreeMap<String, JsonNode>();
    leases(etcd, facts);
    auth(etcd, facts);
    for (JsonNode member : etcd.etcdctl().json("member", "list").path("members")) {
      facts.put("peers of " + member.path("ID").asText(), member.path("peerURLs"));
      facts.put("name of " + member.path("ID").asText(), member.path("name"));
    }
    return new Served(keys, hashes, facts);
  }

  private static void leases(Etcd etcd, SortedMap<String, JsonNode> facts) throws IOException {
    for (JsonNode lease : etcd.etcdctl().json("lease", "list").path("leases")) {
      JsonNode answer = etcd.client().lease(lease.path("id").asLong());
      String id = Long.toHexString(lease.path("id").asLong());
      facts.put("granted to " + id, answer.path("grantedTTL"));
      answer.path("keys").forEach(key -> facts.put("lease of " + key.asText(), lease.path("id")));
    }
  }

  private static void auth(Etcd etcd, SortedMap<String, JsonNode> facts) throws IOException {
    var etcdctl = etcd.etcdctl();
    for (JsonNode user : etcdctl.json("user", "list").path("users")) {
      facts.put("user " + user, etcdctl.json("user", "get", user.asText()).path("roles"));
    }
    for (JsonNode role : etcdctl.json("role", "list").path("roles")) {
      facts.put("role " + role, etcdctl.json("role", "get", role.asText()).path("perm"));
    }
  }
}
