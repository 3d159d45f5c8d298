package io.drydock.testdata.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drydock.testdata.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One request, one answer over etcd's HTTP port: the v3 JSON gateway and the v2 API.
 *
 * <p>Over {@link HttpURLConnection}: {@code java.net.http} of JDK 25, with assertions enabled,
 * fails on the chunked answer of a waiting v2 request.
 */
final class Gateway {
  /** Bounds a hang; no single answer of a test server takes nearly as long. */
  private static final int ANSWER_MILLIS_MAX = 60_000;

  private static final byte[] NO_BODY = {};

  private final String clientUrl;
  private final Optional<String> authToken;

  Gateway(String clientUrl, Optional<String> authToken) {
    this.clientUrl = clientUrl;
    this.authToken = authToken;
  }

  /** An HTTP answer. */
  record Answer(int status, String body) {}

  Gateway withToken(String token) {
    return new Gateway(clientUrl, Optional.of(token));
  }

  /** Posts to the v3 gateway; {@code path} without the leading {@code /v3/}. */
  JsonNode call(String path, ObjectNode body) throws IOException {
    var request = body.toString().getBytes(StandardCharsets.UTF_8);
    var answer = send("POST", "/v3/" + path, "application/json", request);
    if (answer.status != HttpURLConnection.HTTP_OK) {
      throw refusal(path, answer);
    }
    return Json.read(answer.body);
  }

  /** Any request below the root; the caller judges the status. */
  Answer send(String method, String path, String form) throws IOException {
    var body = form.getBytes(StandardCharsets.UTF_8);
    return send(method, path, "application/x-www-form-urlencoded", body);
  }

  /** The error in an answer: v3 has {@code code} and {@code error}, v2 has {@code errorCode}. */
  static EtcdRefused refusal(String request, Answer answer) throws IOException {
    if (!answer.body.startsWith("{")) {
      return new EtcdRefused(request, answer.status, answer.body);
    }
    var json = Json.read(answer.body);
    int code = json.path("code").asInt(json.path("errorCode").asInt(answer.status));
    return new EtcdRefused(request, code, json.path("error").asText(answer.body));
  }

  private Answer send(String method, String path, String contentType, byte[] body)
      throws IOException {
    var connection = (HttpURLConnection) URI.create(clientUrl + path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setReadTimeout(ANSWER_MILLIS_MAX);
    authToken.ifPresent(token -> connection.setRequestProperty("Authorization", token));
    if (!method.equals("GET")) {
      // A fixed length also keeps the JDK from sending a failed request a second time by itself.
      connection.setFixedLengthStreamingMode(body.length);
      connection.setRequestProperty("Content-Type", contentType);
      connection.setDoOutput(true);
      try (var out = connection.getOutputStream()) {
        out.write(body);
      }
    }
    int status = connection.getResponseCode();
    try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(status, new String(all(in), StandardCharsets.UTF_8));
    }
  }

  /** The JDK has no stream at all for an error answer without a body. */
  private static byte[] all(InputStream in) throws IOException {
    return in == null ? NO_BODY : in.readAllBytes();
  }
}
