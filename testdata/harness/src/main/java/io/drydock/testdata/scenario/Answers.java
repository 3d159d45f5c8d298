package io.drydock.testdata.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Json;
import io.drydock.testdata.etcd.EtcdTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Records what a live server says of itself as {@code <name>.json} files: etcdctl's JSON, with the
 * keys of every object sorted. {@link io.drydock.testdata.Expected} reads them.
 */
public final class Answers {
  private final EtcdTool etcdctl;
  private final Path folder;

  /**
   * Answers of one server.
   *
   * @param etcdctl pointed at it, as a user when auth is enabled
   * @param folder where the files go; created when absent
   * @throws IOException when it cannot be created
   */
  public Answers(EtcdTool etcdctl, Path folder) throws IOException {
    this.etcdctl = etcdctl;
    this.folder = Files.createDirectories(folder);
  }

  /** Saves any document under a name; objects may be maps, lists, numbers, text, JSON nodes. */
  public void save(String name, Object document) throws IOException {
    Files.writeString(folder.resolve(name + ".json"), Json.pretty(document));
  }

  /** HashKV by revision; 0 is the current one. Each answer as {@code endpoint hashkv} gives it. */
  public void hashKv(String name, long... revisions) throws IOException {
    var answers = new TreeMap<String, JsonNode>();
    for (long revision : revisions) {
      answers.put(Long.toString(revision), etcdctl.json(hashKvCommand(revision)));
    }
    save(name, answers);
  }

  /** What asking for HashKV at refused revisions gives: exit code, stdout, stderr by revision. */
  public void hashKvErrors(String name, long... revisions) throws IOException {
    var answers = new TreeMap<String, List<Object>>();
    for (long revision : revisions) {
      var ran = etcdctl.run(hashKvCommand(revision));
      if (ran.exitCode() == 0) {
        throw new IOException("hashkv at " + revision + " was expected to fail: " + ran.stdout());
      }
      answers.put(Long.toString(revision), List.of(ran.exitCode(), ran.stdout(), ran.stderr()));
    }
    save(name, answers);
  }

  /** All keys with values at the current revision, as {@code <prefix>current}. */
  public void currentKeys(String prefix) throws IOException {
    save(prefix + "current", etcdctl.json("get", "", "--from-key"));
  }

  /** All keys with values at older revisions, as {@code <prefix><revision>}. */
  public void keysAt(String prefix, long... revisions) throws IOException {
    for (long revision : revisions) {
      var rev = Long.toString(revision);
      save(prefix + rev, etcdctl.json("get", "", "--from-key", "--rev", rev));
    }
  }

  /** All keys without values at a revision (0: the current one). */
  public void keysOnly(String name, long revision) throws IOException {
    var rev = Long.toString(revision);
    save(name, etcdctl.json("get", "", "--from-key", "--keys-only", "--rev", rev));
  }

  /** {@code lease_list}, and {@code lease_timetolive} with the keys of each lease by its hex id. */
  public void leases() throws IOException {
    var list = etcdctl.json("lease", "list");
    save("lease_list", list);
    var leases = new TreeMap<String, JsonNode>();
    for (var lease : list.path("leases")) {
      var id = Long.toHexString(lease.path("id").asLong());
      leases.put(id, etcdctl.json("lease", "timetolive", id, "--keys"));
    }
    save("lease_timetolive", leases);
  }

  /** {@code user_list}, {@code user_get} by name, {@code role_list}, {@code role_get} by name. */
  public void usersAndRoles() throws IOException {
    save("user_get", each("user", "users"));
    save("role_get", each("role", "roles"));
  }

  /** {@code endpoint_status} and {@code alarm_list}. */
  public void status() throws IOException {
    save("endpoint_status", etcdctl.json("endpoint", "status"));
    save("alarm_list", etcdctl.json("alarm", "list"));
  }

  /** The members, under a name of the moment. */
  public void members(String name) throws IOException {
    save(name, etcdctl.json("member", "list"));
  }

  /** Whether auth is enabled, under a name of the moment; only 3.5 and later tell. */
  public void authStatus(String name) throws IOException {
    save(name, etcdctl.json("auth", "status"));
  }

  private SortedMap<String, JsonNode> each(String noun, String listField) throws IOException {
    var list = etcdctl.json(noun, "list");
    save(noun + "_list", list);
    var answers = new TreeMap<String, JsonNode>();
    for (var name : list.path(listField)) {
      answers.put(name.asText(), etcdctl.json(noun, "get", name.asText()));
    }
    return answers;
  }

  private static String[] hashKvCommand(long revision) {
    return new String[] {"endpoint", "hashkv", "--rev", Long.toString(revision)};
  }
}
