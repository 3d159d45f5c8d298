/**
 * Who is in the cluster: ids and how they come about, member records, membership as the log changes
 * it, and the layout of a member's data directory.
 *
 * <p>A member record is JSON in four places: the context of a configuration change, the backend's
 * bucket {@code members}, and, in two halves, the v2 store's {@code raftAttributes} and {@code
 * attributes}. One codec serves all four.
 *
 * <p>Layer: core, except {@code MemberDirectory}, which lists folders. Nothing here is shared
 * between threads. Read {@link io.drydock.formats.member.MemberId}, {@link
 * io.drydock.formats.member.MemberRecord}, {@link io.drydock.formats.member.Membership}.
 */
package io.drydock.formats.member;
