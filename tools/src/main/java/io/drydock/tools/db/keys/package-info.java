/** The keys of a database: at a revision, or one of them through all revisions. */
package io.drydock.tools.db.keys;
