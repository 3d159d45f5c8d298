package io.drydock.formats.apply;

/** An entry cannot be applied with certainty, or a server would stop at it. */
final class Stop extends Exception {

  private static final long serialVersionUID = 1L;

  private final String supported;

  private Stop(String what, String supported) {
    super(what);
    this.supported = supported;
  }

  /** A server panics here. */
  static Stop panic(String what) {
    return new Stop(what, "what a server of this release can apply");
  }

  /** Releases of the line differ, and which one wrote the log is not known. */
  static Stop open(String what) {
    return new Stop(what, "with the release of the server named, such as 3.5.30");
  }

  /** Not known here. */
  static Stop unknown(String what, String supported) {
    return new Stop(what, supported);
  }

  /** What would be understood. */
  String supported() {
    return supported;
  }
}
