package io.drydock.tools.etcdutl.cobra;

/** A command line that cannot be taken. */
final class CobraException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean showsUsage;

  /**
   * With cobra's words.
   *
   * @param showsUsage the whole usage is printed below it, else only how to get it
   */
  CobraException(String message, boolean showsUsage) {
    super(message);
    this.showsUsage = showsUsage;
  }

  boolean showsUsage() {
    return showsUsage;
  }
}
