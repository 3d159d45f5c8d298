/**
 * {@code drydock inspect}: one screen a member.
 *
 * <p>{@link io.drydock.tools.member.MemberFacts} is what the files say, part by part; a part that
 * cannot be read is absent and has a finding. {@link io.drydock.tools.member.Relations} compares
 * the parts with each other, which is where a member that will not start shows itself.
 */
package io.drydock.tools.inspect;
