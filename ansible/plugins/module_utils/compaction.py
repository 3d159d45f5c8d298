# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""Compactions over the API."""

from __future__ import annotations

from .cluster import Cluster, Member
from .gateway import OUT_OF_RANGE, Connection, GatewayError, b64


def target(current: int, keep: int | None, revision: int | None) -> int:
    """The revision to compact at; 0 when nothing would be dropped by it.

    A server takes a compaction at 0, and answers HashKV with a hash of nothing from then on: 0 is
    never sent.
    """
    if revision is not None:
        return revision
    return max(0, current - (keep or 0))


def is_compacted(cluster: Cluster, connection: Connection, revision: int) -> bool:
    """Whether a compaction at ``revision`` or later was accepted. Raises GatewayError.

    A read of one key at the revision before it tells: etcd refuses it below the compacted revision.
    Before revision 2, the first write, there is nothing to drop.
    """
    if revision <= 1:
        return True
    question = {
        "key": b64("\0"),
        "revision": str(revision - 1),
        "count_only": True,
        "serializable": True,
    }
    try:
        cluster.best().gateway(connection).call("kv/range", question)
    except GatewayError as refused:
        if refused.code == OUT_OF_RANGE and "compacted" in refused.reason:
            return True
        raise
    return False


def compact(
    members: list[Member], connection: Connection, revision: int, physical: bool, seconds: float
) -> None:
    """Compacts at ``revision``; with ``physical`` each of ``members`` has removed the history then.

    Only the member that gets the call waits, and an equal revision is refused at once: the members
    are called one after the other with neighbouring revisions, the last with ``revision`` itself.
    Raises GatewayError.
    """
    for place, member in enumerate(members):
        at = revision - (len(members) - 1 - place)
        if at < 1 or member.status is None:
            continue
        body = {"revision": str(at), "physical": physical}
        try:
            member.gateway(connection).call("kv/compaction", body, timeout=seconds)
        except GatewayError as refused:
            # Somebody else, such as auto-compaction, was there before.
            if not (refused.code == OUT_OF_RANGE and "compacted" in refused.reason):
                raise
