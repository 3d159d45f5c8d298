package io.drydock.node.rpc;

/** What a listener serves. */
public enum Speaks {
  /** Calls and plain requests. */
  ALL,
  /** Calls alone: plain requests have a listener of their own. */
  GRPC,
  /** Plain requests alone. */
  HTTP
}
