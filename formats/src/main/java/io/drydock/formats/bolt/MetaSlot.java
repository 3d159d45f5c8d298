package io.drydock.formats.bolt;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.ByteSource;

/** One of the two places of a meta, with what is there. */
public sealed interface MetaSlot {

  /** Page header and record. */
  Extent at();

  /** Page number of the slot: 0 or 1. */
  int pageId();

  /**
   * The record passed its checks.
   *
   * @param pageId 0 or 1
   * @param at page header and record
   * @param meta what it says
   */
  record Valid(int pageId, Extent at, Meta meta) implements MetaSlot {}

  /**
   * The record cannot be used; bbolt then goes by the other one, which is one transaction older or
   * newer.
   *
   * @param pageId 0 or 1
   * @param at page header and record; cut at the end of the file
   * @param reason why not, with its own place
   */
  record Invalid(int pageId, Extent at, FormatException reason) implements MetaSlot {}

  /** Reads the slot whose page begins at this offset; damage is a value here. */
  static MetaSlot read(ByteSource source, int pageId, long pageOffset) {
    long present = Math.clamp(source.size() - pageOffset, 0, Meta.BYTES);
    Extent at = source.extent(Math.min(pageOffset, source.size()), present);
    try {
      return new Valid(pageId, at, Meta.read(source, pageOffset));
    } catch (FormatException reason) {
      return new Invalid(pageId, at, reason);
    }
  }
}
