package io.drydock.formats;

/** How much a finding matters to the person on call. */
public enum Severity {
  /** Worth knowing, needs no action. */
  INFO,
  /** Unusual: the member works, but something should be looked at. */
  WARNING,
  /** Damage or disagreement: the member may refuse to start, or data may be lost. */
  ERROR
}
