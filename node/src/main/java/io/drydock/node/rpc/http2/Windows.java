package io.drydock.node.rpc.http2;

/** Sizes of flow control, in bytes, and the arithmetic that keeps within them. */
final class Windows {
  /** Of every stream and connection until SETTINGS or WINDOW_UPDATE say otherwise. */
  static final int DEFAULT_BYTES = 65_535;

  /** What we take of one connection before we must have read it. */
  static final int CONNECTION_BYTES = 1 << 20;

  /** The payload of a frame until the peer's SETTINGS say otherwise; ours say nothing. */
  static final int FRAME_BYTES = 16_384;

  private Windows() {}

  /** Whether a window of this size may grow by so much: RFC 9113 allows 2^31 - 1. */
  static boolean canGrow(int window, long by) {
    return window + by <= Integer.MAX_VALUE;
  }
}
