package io.drydock.testdata.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drydock.testdata.Json;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Changes of membership; ids are unsigned 64-bit numbers; errors as in {@link EtcdClient}. */
public final class MemberCalls {
  private static final String NOT_CAUGHT_UP = "in sync with leader";
  private static final long ASK_AGAIN_NANOS = 20_000_000;

  private final Gateway gateway;

  MemberCalls(Gateway gateway) {
    this.gateway = gateway;
  }

  /**
   * All members: {@code ID}, {@code name}, {@code peerURLs}, {@code clientURLs}, {@code isLearner}.
   */
  public JsonNode list() throws IOException {
    return gateway.call("cluster/member/list", Json.object()).path("members");
  }

  /** Adds a learner and returns its id. */
  public long addLearner(String peerUrl) throws IOException {
    return add(peerUrl, true);
  }

  /** Adds a voter and returns its id. */
  public long add(String peerUrl) throws IOException {
    return add(peerUrl, false);
  }

  /** Makes a learner a voter; refused (code 9) until it has caught up. */
  public void promote(long id) throws IOException {
    gateway.call("cluster/member/promote", id(id));
  }

  /**
   * Makes a learner a voter as soon as it has caught up. No request waits for that, so this asks
   * until it is no longer refused for that reason, for a minute at most.
   */
  public void promoteOnceCaughtUp(long id) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (true) {
      try {
        promote(id);
        return;
      } catch (EtcdRefused e) {
        if (!e.getMessage().contains(NOT_CAUGHT_UP) || System.nanoTime() > deadline) {
          throw e;
        }
      }
      LockSupport.parkNanos(ASK_AGAIN_NANOS);
    }
  }

  /** Replaces the peer URLs of a member. */
  public void update(long id, String... peerUrls) throws IOException {
    var body = id(id);
    for (var url : peerUrls) {
      body.withArray("peerURLs").add(url);
    }
    gateway.call("cluster/member/update", body);
  }

  /** Removes a member for good. */
  public void remove(long id) throws IOException {
    gateway.call("cluster/member/remove", id(id));
  }

  private long add(String peerUrl, boolean isLearner) throws IOException {
    var body = Json.object().put("isLearner", isLearner);
    body.putArray("peerURLs").add(peerUrl);
    var id = gateway.call("cluster/member/add", body).path("member").path("ID").asText();
    return Long.parseUnsignedLong(id);
  }

  private static ObjectNode id(long id) {
    return Json.object().put("ID", Long.toUnsignedString(id));
  }
}
