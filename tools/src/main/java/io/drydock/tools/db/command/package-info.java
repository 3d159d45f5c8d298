/**
 * What the commands of {@code drydock db} share: opening the database that the user named, reading
 * keys and revisions from the command line, hiding secrets.
 */
package io.drydock.tools.db.command;
