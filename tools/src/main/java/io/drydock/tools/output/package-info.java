/**
 * Rendering: a report in, text, a table, JSON or JSON lines out.
 *
 * <p>Nothing here knows a file format. A command hands over a {@link
 * io.drydock.tools.output.Report} (one document) or opens a {@link
 * io.drydock.tools.output.RowWriter} (a stream of rows); {@link io.drydock.tools.output.Output}
 * picks the face that {@code -o} asked for.
 */
package io.drydock.tools.output;
