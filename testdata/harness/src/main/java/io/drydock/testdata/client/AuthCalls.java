package io.drydock.testdata.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Json;
import java.io.IOException;

/** Users, roles and the auth switch; errors as in {@link EtcdClient}. */
public final class AuthCalls {
  private final Gateway gateway;

  AuthCalls(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Adds a user with a password. */
  public void addUser(String name, String password) throws IOException {
    gateway.call("auth/user/add", Json.object().put("name", name).put("password", password));
  }

  /** Adds a user who can only come in by certificate. */
  public void addUserWithoutPassword(String name) throws IOException {
    var body = Json.object().put("name", name);
    body.putObject("options").put("no_password", true);
    gateway.call("auth/user/add", body);
  }

  /** Changes a password. */
  public void changePassword(String name, String password) throws IOException {
    gateway.call("auth/user/changepw", Json.object().put("name", name).put("password", password));
  }

  /** Removes a user. */
  public void deleteUser(String name) throws IOException {
    gateway.call("auth/user/delete", Json.object().put("name", name));
  }

  /** Adds an empty role. */
  public void addRole(String role) throws IOException {
    gateway.call("auth/role/add", Json.object().put("name", role));
  }

  /**
   * Gives a role a permission.
   *
   * @param type READ, WRITE or READWRITE
   * @param rangeEnd exclusive; empty for the single key, {@code "\0"} for all keys from it on
   */
  public void grant(String role, String type, String key, String rangeEnd) throws IOException {
    var body = Json.object().put("name", role);
    var permission = body.putObject("perm").put("permType", type).put("key", Json.base64(key));
    if (!rangeEnd.isEmpty()) {
      permission.put("range_end", Json.base64(rangeEnd));
    }
    gateway.call("auth/role/grant", body);
  }

  /** Gives a user a role. */
  public void grantRole(String user, String role) throws IOException {
    gateway.call("auth/user/grant", Json.object().put("user", user).put("role", role));
  }

  /** Takes a role from a user. */
  public void revokeRole(String user, String role) throws IOException {
    gateway.call("auth/user/revoke", Json.object().put("name", user).put("role", role));
  }

  /** Turns auth on; a user {@code root} with the role {@code root} must exist. */
  public JsonNode enable() throws IOException {
    return gateway.call("auth/enable", Json.object());
  }

  /** Turns auth off; only for a client that is {@code root}. */
  public JsonNode disable() throws IOException {
    return gateway.call("auth/disable", Json.object());
  }
}
