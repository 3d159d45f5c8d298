package io.drydock.testdata.scenario;

import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.client.V2Client;
import java.io.IOException;

/**
 * Every kind of v2 request once: set, create, update, compare-and-swap, compare-and-delete,
 * in-order keys, directories, hidden keys, TTLs of keys and directories, a refresh, an expiry,
 * refusals.
 */
final class V2Story {
  private static final int COMPARE_FAILED = 101;
  private static final int NODE_EXISTS = 105;

  private final V2Client v2;
  private final Answers answers;

  V2Story(V2Client v2, Answers answers) {
    this.v2 = v2;
    this.answers = answers;
  }

  /** Writes the keys. */
  void tell() throws IOException {
    keys();
    conditions();
    directories();
    timesToLive();
  }

  /** Records {@code v2_get_all} (hidden keys are not in it) and {@code v2_get_hidden}. */
  void record() throws IOException {
    answers.save("v2_get_all", v2.get("/?recursive=true&sorted=true&quorum=true"));
    answers.save("v2_get_hidden", v2.get("/_internal?recursive=true&sorted=true&quorum=true"));
  }

  private void keys() throws IOException {
    v2.put("/config/region", "value=eu-north");
    v2.put("/config/region", "value=eu-west");
    v2.put("/config/limits", "value=a<b%26c>d");
    v2.put("/config/greeting", "value=gr%C3%BC%C3%9F%20dich");
    v2.put("/config/empty", "value=");
    v2.put("/_internal/leader", "value=m1");
    v2.put("/config/dropped", "value=x");
    v2.delete("/config/dropped");
  }

  private void conditions() throws IOException {
    v2.put("/lock", "value=one&prevExist=false");
    v2.put("/lock", "value=two&prevValue=one");
    var index = v2.put("/lock", "value=three&prevExist=true").path("node").path("modifiedIndex");
    v2.put("/lock", "value=four&prevIndex=" + index.asLong());
    expectRefusal(COMPARE_FAILED, () -> v2.put("/lock", "value=five&prevValue=one"));
    expectRefusal(NODE_EXISTS, () -> v2.put("/lock", "value=five&prevExist=false"));
    v2.put("/once", "value=gone");
    v2.delete("/once?prevValue=gone");
  }

  private void directories() throws IOException {
    v2.put("/empty-dir", "dir=true");
    v2.post("/queue", "value=first");
    v2.post("/queue", "value=second");
    v2.put("/tree/a/b/c", "value=deep");
    v2.put("/tree/a/d", "value=shallow");
    v2.put("/cut/a/b", "value=x");
    v2.delete("/cut?recursive=true");
  }

  private void timesToLive() throws IOException {
    v2.put("/session/long", "value=s1&ttl=315360000");
    v2.put("/session/hour", "value=s2&ttl=3600");
    v2.put("/session/hour", "ttl=7200&refresh=true&prevExist=true");
    v2.put("/rooms/blue", "dir=true&ttl=86400");
    v2.put("/rooms/blue/guest", "value=g");
    var index = v2.put("/flash", "value=f&ttl=1").path("node").path("modifiedIndex").asLong();
    v2.get("/flash?wait=true&waitIndex=" + (index + 1));
  }

  /** A request that may be refused. */
  private interface Request {
    void send() throws IOException;
  }

  private static void expectRefusal(int code, Request request) throws IOException {
    try {
      request.send();
    } catch (EtcdRefused e) {
      if (e.code() == code) {
        return;
      }
      throw e;
    }
    throw new IOException("v2 request was expected to be refused with error code " + code);
  }
}
