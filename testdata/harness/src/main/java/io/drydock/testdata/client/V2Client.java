package io.drydock.testdata.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Json;
import java.io.IOException;

/** The v2 keys of a server that serves them ({@code --enable-v2}; etcd 3.4 and 3.5). */
public final class V2Client {
  private final Gateway gateway;

  V2Client(Gateway gateway) {
    this.gateway = gateway;
  }

  /**
   * Sets or changes a key.
   *
   * @param key with its leading slash
   * @param form the parameters as the v2 API takes them, such as {@code value=x&ttl=60}, {@code
   *     dir=true} or {@code value=y&prevValue=x}
   * @return the answer: {@code action}, {@code node}, {@code prevNode}
   * @throws EtcdRefused when the server refuses; its code is the v2 {@code errorCode}
   */
  public JsonNode put(String key, String form) throws IOException {
    return call("PUT", key, form);
  }

  /** Creates a key with a name in order below a directory; parameters as in {@link #put}. */
  public JsonNode post(String directory, String form) throws IOException {
    return call("POST", directory, form);
  }

  /**
   * Deletes a key.
   *
   * @param keyAndQuery such as {@code /a}, {@code /a?recursive=true}, {@code /a?prevValue=x}
   */
  public JsonNode delete(String keyAndQuery) throws IOException {
    return call("DELETE", keyAndQuery, "");
  }

  /**
   * Reads.
   *
   * @param keyAndQuery such as {@code /?recursive=true&sorted=true}, or {@code
   *     /a?wait=true&waitIndex=7}, which answers when a change has come
   */
  public JsonNode get(String keyAndQuery) throws IOException {
    return call("GET", keyAndQuery, "");
  }

  private JsonNode call(String method, String keyAndQuery, String form) throws IOException {
    var answer = gateway.send(method, "/v2/keys" + keyAndQuery, form);
    if (answer.status() / 100 != 2) {
      throw Gateway.refusal(method + " /v2/keys" + keyAndQuery, answer);
    }
    return Json.read(answer.body());
  }
}
