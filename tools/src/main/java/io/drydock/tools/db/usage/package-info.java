/** What fills a database, and how small it could be. */
package io.drydock.tools.db.usage;
