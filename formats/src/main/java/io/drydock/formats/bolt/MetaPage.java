package io.drydock.formats.bolt;

import io.drydock.formats.Extent;

/**
 * Page 0 or 1.
 *
 * @param header its first 16 bytes
 * @param at the whole page
 * @param slot the record in it, valid or not
 */
public record MetaPage(PageHeader header, Extent at, MetaSlot slot) implements Page {}
