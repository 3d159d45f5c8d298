/** {@code drydock snap …}: raft snapshot files and the v2 store inside them. */
package io.drydock.tools.snap;
