package io.drydock.node.backend;

/**
 * The backend cannot be read or written any more: the disk failed or is full, or a file is damaged.
 * The member stops; what it acknowledged is in raft's log.
 */
final class BackendException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
