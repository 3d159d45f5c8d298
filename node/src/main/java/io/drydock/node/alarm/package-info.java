/**
 * Raised alarms: bucket {@code alarm}, and what they keep a member from doing.
 *
 * <p>Layer: the pure core. Owned by the engine thread.
 */
package io.drydock.node.alarm;
