/**
 * Tells systemd how the node is.
 *
 * <p>Edge layer, used by Main. Source: sd_notify(3).
 */
package io.drydock.node.admin.systemd;
