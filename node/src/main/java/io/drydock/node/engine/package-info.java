/**
 * The one thread that owns all replicated state, and what others may ask of it.
 *
 * <p>Everything reaches {@link io.drydock.node.engine.Engine} through one mailbox; answers leave it
 * on its own thread. The order write, sync, send, apply, acknowledge stands in one method there.
 *
 * <p>Layer: the driver, on {@code apply}, {@code backend} and {@code storage}, below the network.
 */
package io.drydock.node.engine;
