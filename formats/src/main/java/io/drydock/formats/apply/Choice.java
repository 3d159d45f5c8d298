package io.drydock.formats.apply;

/** Whether a release has a rule that others of its line have not. */
enum Choice {
  /** It has. */
  YES,
  /** It has not. */
  NO,
  /** The release is not known, and the line has both. */
  OPEN
}
