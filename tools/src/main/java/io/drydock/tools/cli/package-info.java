/**
 * What every command shares: options, the tree's root, the way from an exception to an exit code.
 */
package io.drydock.tools.cli;
