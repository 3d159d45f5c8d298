# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""The HashKV of all members at one revision."""

from __future__ import annotations

from .cluster import Cluster, Member
from .gateway import UNIMPLEMENTED, Connection, GatewayError, at_once


def hash_kv(member: Member, connection: Connection, revision: int) -> dict:
    """``hash`` and ``compact_revision`` (-1: never compacted) of a member. Raises GatewayError."""
    gateway = member.gateway(connection)
    try:
        answer = gateway.call("maintenance/hashkv", {"revision": str(revision)})
    except GatewayError as refused:
        if refused.code != UNIMPLEMENTED:
            raise
        # Releases of 3.5 before the path had a name of its own serve it, or the hash of the whole
        # database, as hash; only a HashKV tells the compaction.
        answer = gateway.call("maintenance/hash", {"revision": str(revision)})
        if "compact_revision" not in answer:
            version = member.status.version if member.status else "unknown"
            reason = f"etcd {version} has no HashKV on its gateway"
            raise GatewayError(gateway.endpoint, reason, UNIMPLEMENTED) from refused
    return {
        "hash": int(answer.get("hash", 0)),
        "compact_revision": int(answer.get("compact_revision", 0)),
    }


def compare_hashes(cluster: Cluster, connection: Connection, revision: int = 0) -> dict:
    """Hashes of all members that answer, at ``revision`` or the lowest current one."""
    at = revision or min(member.status.revision for member in cluster.answering)

    def ask(member: Member) -> dict:
        row = {"name": member.name}
        try:
            row.update(hash_kv(member, connection, at))
        except GatewayError as refused:
            row["failure"] = refused.reason
        return row

    rows = at_once(ask, cluster.answering)
    return {"revision": at, "members": rows, "agree": agree(rows)}


def agree(rows: list[dict]) -> bool:
    """False when two members with the same compaction have different hashes.

    A member that has not compacted yet hashes more records: that is no difference of data.
    """
    seen: dict[int, int] = {}
    for row in rows:
        if "hash" in row and seen.setdefault(row["compact_revision"], row["hash"]) != row["hash"]:
            return False
    return True
