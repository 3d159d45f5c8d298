/**
 * The data directory of a member as a whole: what lies where, told by names alone.
 *
 * <p>Layer: above {@code wal} and {@code snap}, whose listings it brings together. Nothing is
 * opened, locked or written.
 */
package io.drydock.formats.datadir;
