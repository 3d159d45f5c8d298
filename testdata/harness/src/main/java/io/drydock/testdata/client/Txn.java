package io.drydock.testdata.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drydock.testdata.Json;

/** Builds a transaction request: compares, then what happens when all hold, else the other list. */
public final class Txn {
  private final ObjectNode request = Json.object();

  /** Holds when the key's version equals; 0 for an absent key. */
  public Txn whenVersion(String key, long keyVersion) {
    var compare = request.withArray("compare").addObject();
    compare.put("target", "VERSION").put("result", "EQUAL").put("key", Json.base64(key));
    compare.put("version", Long.toString(keyVersion));
    return this;
  }

  /** Puts when the compares hold. */
  public Txn thenPut(String key, byte[] value) {
    return put("success", key, value);
  }

  /** Deletes when the compares hold. */
  public Txn thenDelete(String key) {
    delete("success", key);
    return this;
  }

  /** Puts when a compare does not hold. */
  public Txn elsePut(String key, byte[] value) {
    return put("failure", key, value);
  }

  ObjectNode request() {
    return request.deepCopy();
  }

  private Txn put(String branch, String key, byte[] value) {
    var put = request.withArray(branch).addObject().putObject("request_put");
    put.put("key", Json.base64(key)).put("value", Json.base64(value));
    return this;
  }

  private void delete(String branch, String key) {
    var delete = request.withArray(branch).addObject().putObject("request_delete_range");
    delete.put("key", Json.base64(key));
  }
}
