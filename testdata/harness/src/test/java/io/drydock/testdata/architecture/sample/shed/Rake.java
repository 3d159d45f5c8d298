package io.drydock.testdata.architecture.sample.shed;

/** Used in its own package only, and not public. */
record Rake() {}
