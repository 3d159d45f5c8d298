/**
 * {@code drydock wal}: what the log of a member holds, and whether it is sound.
 *
 * <p>{@link io.drydock.tools.wal.WalCommands} has the verbs, one class each. A verb goes over the
 * log once or twice ({@link io.drydock.tools.wal.log.LogPass}), sums up what it saw, and hands that
 * to a report; nothing here prints, and nothing here parses.
 */
package io.drydock.tools.wal;
