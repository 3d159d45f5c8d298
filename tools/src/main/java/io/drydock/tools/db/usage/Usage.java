package io.drydock.tools.db.usage;

import io.drydock.formats.mvcc.usage.KeySpaceUsage;

/**
 * What fills a database, and how small it could be.
 *
 * @param keys by prefix and by key
 * @param forecast sizes of the file written anew
 * @param compactRevision main revision that the forecast compacts at
 */
record Usage(KeySpaceUsage keys, SizeForecast forecast, long compactRevision) {}
