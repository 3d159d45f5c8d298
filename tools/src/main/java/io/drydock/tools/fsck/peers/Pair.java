package io.drydock.tools.fsck.peers;

import io.drydock.tools.compare.LogComparison;
import io.drydock.tools.compare.StoreComparison;
import java.util.Optional;

/**
 * Two members that were compared.
 *
 * @param first directory of one
 * @param second directory of the other
 * @param logs entry by entry; empty when one has none
 * @param stores record by record; empty when one cannot be read
 */
public record Pair(
    String first, String second, Optional<LogComparison> logs, Optional<StoreComparison> stores) {}
