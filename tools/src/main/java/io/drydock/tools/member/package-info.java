/**
 * What the files of one member say, part by part, and how the parts relate.
 *
 * <p>{@link io.drydock.tools.member.MemberFacts} holds what was read; {@link
 * io.drydock.tools.member.MembershipReading} finds out who is in the cluster as a server of the
 * directory's release does; {@link io.drydock.tools.member.Relations} compares the parts, which is
 * where a member that will not start shows itself.
 */
package io.drydock.tools.member;
