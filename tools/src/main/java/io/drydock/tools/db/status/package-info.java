/**
 * Questions about a database as a whole: what it is, where its pages went, whether it is sound,
 * what its checksum is.
 */
package io.drydock.tools.db.status;
