package io.drydock.testdata.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** One request, one answer over etcd's HTTP port: the v3 JSON gateway and the v2 API. */
final class Gateway {
  /** Bounds a hang; no single answer of a test server takes nearly as long. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String clientUrl;
  private final Optional<String> authToken;

  Gateway(String clientUrl, Optional<String> authToken) {
    this.clientUrl = clientUrl;
    this.authToken = authToken;
  }

  Gateway withToken(String token) {
    return new Gateway(clientUrl, Optional.of(token));
  }

  /** Posts to the v3 gateway; {@code path} without the leading {@code /v3/}. */
  JsonNode call(String path, ObjectNode body) throws IOException {
    var request = request("/v3/" + path).POST(BodyPublishers.ofString(body.toString()));
    var answer = send(request.header("Content-Type", "application/json").build());
    var json = Json.read(answer.body().isEmpty() ? "{}" : answer.body());
    if (answer.statusCode() != 200) {
      var message = json.path("error").asText(answer.body());
      throw new EtcdRefused(path, json.path("code").asInt(answer.statusCode()), message);
    }
    return json;
  }

  /** Any request below the root; the caller judges the status. */
  HttpResponse<String> send(String method, String path, String form) throws IOException {
    var request = request(path).method(method, BodyPublishers.ofString(form));
    return send(request.header("Content-Type", "application/x-www-form-urlencoded").build());
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(URI.create(clientUrl + path)).timeout(ANSWER_MAX);
    authToken.ifPresent(token -> request.header("Authorization", token));
    return request;
  }

  private static HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(request.uri().toString());
    }
  }
}
