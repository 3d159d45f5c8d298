package io.drydock.formats.bolt;

import io.drydock.formats.Extent;

/** A page with the pages that continue it, as one piece. */
public sealed interface Page permits TreePage, FreelistPage, MetaPage {

  /** Its first 16 bytes. */
  PageHeader header();

  /** All of its bytes: (overflow + 1) pages, or the image of an inline bucket. */
  Extent at();
}
