/**
 * {@code drydock diff}: in what two members, databases or snapshot files differ, at a revision that
 * both have.
 *
 * <p>Opens both sides, lets {@link io.drydock.tools.compare} compare, and renders. Start with
 * {@link io.drydock.tools.diff.Diff}.
 */
package io.drydock.tools.diff;
