/**
 * A member that runs beside the command line: a process of its own, started by the launcher, for
 * commands that show something on a live server.
 *
 * <p>What is asked of it goes over the network, through {@code tools.client}.
 */
package io.drydock.tools.live;
