package io.drydock.formats.member;

/** JSON that is not a member record; callers turn it into what their callers understand. */
final class MalformedJsonException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }
}
