/**
 * {@code drydock tour}: the main job on a real data directory, step by step, before the reader's
 * eyes.
 *
 * <p>Every step is an ordinary command line that the reader could type; the tour only types it.
 */
package io.drydock.tools.tour;
