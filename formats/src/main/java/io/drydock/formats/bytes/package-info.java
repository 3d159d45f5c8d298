/**
 * Bytes before they mean anything: files as read-only sources, byte strings as values, checksums.
 *
 * <p>Layer: below every format. Callable by all. Nothing here is shared between threads.
 */
package io.drydock.formats.bytes;
