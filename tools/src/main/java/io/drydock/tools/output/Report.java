package io.drydock.tools.output;

import java.io.IOException;

/** A complete answer with its two faces. */
public interface Report {

  /**
   * Name and version of the JSON schema, such as {@code "wal.ls/1"}; documented in docs/json.md.
   */
  String schema();

  /** Writes the fields of the document; {@code schema} is there already. */
  void json(Json json) throws IOException;

  /** Draws the document for people. */
  void page(Page page);
}
