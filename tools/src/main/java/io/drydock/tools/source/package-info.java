/**
 * Opens what the user names: a data directory, a database, a snapshot file; stopped or live.
 *
 * <p>Nothing here writes, creates or locks anything in the user's folders.
 */
package io.drydock.tools.source;
