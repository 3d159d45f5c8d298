/**
 * {@code drydock report}: all that is known of some members as one page for people who were not
 * there.
 *
 * <p>{@link io.drydock.tools.report.MemberReading} asks the analyses of the other nouns and puts
 * their answers into an {@link io.drydock.tools.report.page.Incident}; {@link
 * io.drydock.tools.report.page} draws it. Start with {@link io.drydock.tools.report.ReportCommand}.
 */
package io.drydock.tools.report;
