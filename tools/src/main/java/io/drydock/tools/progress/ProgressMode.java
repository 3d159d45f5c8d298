package io.drydock.tools.progress;

/** Values of {@code --progress}. */
public enum ProgressMode {
  /** A bar when stderr is a terminal, else nothing. */
  auto,
  /** Nothing. */
  none,
  /** One JSON object a line on stderr, at most one a second, and one at the end. */
  json
}
