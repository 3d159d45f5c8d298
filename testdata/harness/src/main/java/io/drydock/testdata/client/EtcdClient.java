package io.drydock.testdata.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drydock.testdata.Json;
import io.drydock.testdata.Kv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A client of one member over its JSON gateway: far quicker than a process per request, so it is
 * what fills a store. Every method throws {@link EtcdRefused} when the server answers with an
 * error, another {@link IOException} when there is no answer. Safe for use by several threads.
 */
public final class EtcdClient {
  /** As a range end: up to the last key. As the key with it: from the first. */
  private static final byte[] NUL = {0};

  private final Gateway gateway;
  private final String clientUrl;

  /** A client without a user. */
  public EtcdClient(String clientUrl) {
    this(clientUrl, new Gateway(clientUrl, Optional.empty()));
  }

  private EtcdClient(String clientUrl, Gateway gateway) {
    this.clientUrl = clientUrl;
    this.gateway = gateway;
  }

  /** The same as a user; auth must be enabled. */
  public EtcdClient as(String user, String password) throws IOException {
    var answer =
        call("auth/authenticate", Json.object().put("name", user).put("password", password));
    return new EtcdClient(clientUrl, gateway.withToken(answer.path("token").asText()));
  }

  /** Users, roles, and the switch. */
  public AuthCalls auth() {
    return new AuthCalls(gateway);
  }

  /** The cluster's members. */
  public MemberCalls members() {
    return new MemberCalls(gateway);
  }

  /** The v2 keys. */
  public V2Client v2() {
    return new V2Client(gateway);
  }

  /**
   * Any method of the v3 API.
   *
   * @param path such as {@code kv/put}
   * @param body the request in etcd's JSON form
   */
  public JsonNode call(String path, ObjectNode body) throws IOException {
    return gateway.call(path, body);
  }

  /** Puts and returns the store's revision after it. */
  public long put(String key, byte[] value) throws IOException {
    return put(key.getBytes(StandardCharsets.UTF_8), value, 0);
  }

  /** Puts and returns the store's revision after it. */
  public long put(String key, String value) throws IOException {
    return put(key, value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Puts and returns the store's revision after it.
   *
   * @param lease the lease's id; 0 for none
   */
  public long put(byte[] key, byte[] value, long lease) throws IOException {
    var body = Json.object().put("key", Json.base64(key)).put("value", Json.base64(value));
    return revisionOf(call("kv/put", body.put("lease", Long.toString(lease))));
  }

  /** Deletes a key and returns the store's revision after it, the same as before for none. */
  public long delete(String key) throws IOException {
    return revisionOf(call("kv/deleterange", Json.object().put("key", Json.base64(key))));
  }

  /** Deletes the keys in {@code [from, to)} and returns the store's revision after it. */
  public long deleteRange(String from, String to) throws IOException {
    var body = Json.object().put("key", Json.base64(from)).put("range_end", Json.base64(to));
    return revisionOf(call("kv/deleterange", body));
  }

  /** Runs a transaction; the answer has {@code succeeded} and {@code responses}. */
  public JsonNode txn(Txn txn) throws IOException {
    return call("kv/txn", txn.request());
  }

  /** One key at the current revision, linearizable. */
  public Optional<Kv> get(String key) throws IOException {
    var answer = call("kv/range", Json.object().put("key", Json.base64(key)));
    return Kv.listOf(answer).stream().findFirst();
  }

  /**
   * All keys in key order, linearizable.
   *
   * @param revision the store's revision to read at; 0 for the current one
   */
  public List<Kv> all(long revision) throws IOException {
    var body = Json.object().put("key", Json.base64(NUL)).put("range_end", Json.base64(NUL));
    return Kv.listOf(call("kv/range", body.put("revision", Long.toString(revision))));
  }

  /** The store's current revision, linearizable. */
  public long revision() throws IOException {
    var body = Json.object().put("key", Json.base64(NUL)).put("count_only", true);
    return revisionOf(call("kv/range", body));
  }

  /**
   * Compacts and returns when the records are gone from the backend.
   *
   * @param revision the compaction revision; what lies below it and is not live at it goes
   */
  public void compact(long revision) throws IOException {
    var body = Json.object().put("revision", Long.toString(revision)).put("physical", true);
    call("kv/compaction", body);
  }

  /** Defragments this member's backend. */
  public void defragment() throws IOException {
    call("maintenance/defragment", Json.object());
  }

  /** The status of this member, with {@code dbSize}, {@code raftIndex}, {@code errors}. */
  public JsonNode status() throws IOException {
    return call("maintenance/status", Json.object());
  }

  /** Makes another voter the leader; only the leader takes this. */
  public void moveLeader(long memberId) throws IOException {
    var body = Json.object().put("targetID", Long.toUnsignedString(memberId));
    call("maintenance/transfer-leadership", body);
  }

  /** The id of this member. */
  public long memberId() throws IOException {
    return Long.parseUnsignedLong(status().path("header").path("member_id").asText());
  }

  /** The id of the member this one takes for the leader; 0 for none. */
  public long leaderId() throws IOException {
    return Long.parseUnsignedLong(status().path("leader").asText("0"));
  }

  /** The alarms raised: {@code memberID} and {@code alarm} each. */
  public JsonNode alarms() throws IOException {
    return call("maintenance/alarm", Json.object().put("action", "GET")).path("alarms");
  }

  /** Takes back every alarm. */
  public void disarm() throws IOException {
    for (var alarm : alarms()) {
      var body = Json.object().put("action", "DEACTIVATE");
      body.set("memberID", alarm.path("memberID"));
      body.set("alarm", alarm.path("alarm"));
      call("maintenance/alarm", body);
    }
  }

  /**
   * Grants a lease.
   *
   * @param id its id; 0 lets the server choose
   * @param ttlSeconds its time to live
   * @return its id
   */
  public long grantLease(long id, long ttlSeconds) throws IOException {
    var body = Json.object().put("ID", Long.toString(id)).put("TTL", Long.toString(ttlSeconds));
    return call("lease/grant", body).path("ID").asLong();
  }

  /** Revokes a lease and so deletes its keys. */
  public void revokeLease(long id) throws IOException {
    call("lease/revoke", Json.object().put("ID", Long.toString(id)));
  }

  /** Renews a lease once; returns its new time to live in seconds. */
  public long keepLeaseAlive(long id) throws IOException {
    var answer = call("lease/keepalive", Json.object().put("ID", Long.toString(id)));
    return answer.path("result").path("TTL").asLong();
  }

  /** A lease with its keys: {@code grantedTTL}, {@code TTL}, {@code keys}. */
  public JsonNode lease(long id) throws IOException {
    var body = Json.object().put("ID", Long.toString(id)).put("keys", true);
    return call("lease/timetolive", body);
  }

  /** The server's version, such as {@code 3.5.30}. */
  public String serverVersion() throws IOException {
    return Json.read(gateway.send("GET", "/version", "").body()).path("etcdserver").asText();
  }

  /** The store's revision when it answered this. */
  public static long revisionOf(JsonNode answer) {
    return answer.path("header").path("revision").asLong();
  }
}
