package io.drydock.testdata.client;

import java.io.IOException;

/** The server answered with an error. */
public final class EtcdRefused extends IOException {
  private static final long serialVersionUID = 1L;

  private final int code;

  EtcdRefused(String request, int code, String message) {
    super(request + ": " + message);
    this.code = code;
  }

  /** The gRPC status code for the v3 API, etcd's own error code for the v2 API. */
  public int code() {
    return code;
  }
}
