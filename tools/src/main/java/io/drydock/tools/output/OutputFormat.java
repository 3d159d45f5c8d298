package io.drydock.tools.output;

/** The faces of an answer: values of {@code -o}. */
public enum OutputFormat {
  /** For people: sections, aligned columns, verdicts. */
  text,
  /** Only the tables, with borders. */
  table,
  /** One JSON document. */
  json,
  /** One JSON document a line: rows as they come. */
  jsonl
}
