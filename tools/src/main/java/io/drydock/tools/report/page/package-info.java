/**
 * An incident as one HTML file: no script, no font, no picture from elsewhere, nothing fetched.
 *
 * <p>Everything that was read of a file is text to {@link io.drydock.tools.report.page.Html}, which
 * alone writes markup. Layouts ({@link io.drydock.tools.report.page.Treemap}) are functions from
 * numbers to boxes. Start with {@link io.drydock.tools.report.page.IncidentPage}.
 */
package io.drydock.tools.report.page;
