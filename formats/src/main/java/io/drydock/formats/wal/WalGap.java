package io.drydock.formats.wal;

import io.drydock.formats.Extent;
import io.drydock.formats.Located;
import java.util.Optional;

/**
 * Bytes that were stepped over to go on reading behind damage.
 *
 * @param at from the first bad byte to the next record, or to where the data ends; the length field
 *     alone when that is wrong and the record behind it is whole
 * @param damaged the record in the gap, when its fields can still be told apart; what it says need
 *     not be what was written
 */
public record WalGap(Extent at, Optional<Located<WalRecord>> damaged) {}
