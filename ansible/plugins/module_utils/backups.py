# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""What `drydock snapshot list` says of a folder of backups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

# Its manifest is there and the size, or with --verify the SHA-256 too, is as that says.
PROVEN = ("proven", "verified")


@dataclass(frozen=True)
class Backup:
    """One proven backup. ``taken``: when it was asked for, in seconds since 1970."""

    file: str
    taken: float
    manifest: dict


def seconds_of(moment: str) -> float:
    """A time in UTC as drydock writes it, with or without parts of a second."""
    for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ"):
        try:
            return datetime.strptime(_micros(moment), form).replace(tzinfo=timezone.utc).timestamp()
        except ValueError:
            continue
    raise ValueError(f"{moment!r} is no time in UTC")


def _micros(moment: str) -> str:
    whole, point, parts = moment.partition(".")
    return f"{whole}.{parts.rstrip('Z')[:6]}Z" if point else moment


def proven(listing: dict, cluster_id: str | None = None) -> list[Backup]:
    """The proven backups of a cluster, or of all, newest first."""
    found = [
        Backup(row["file"], seconds_of(row["taken"]), row["manifest"])
        for row in listing["snapshots"]
        if row["state"] in PROVEN and cluster_id in (None, row["manifest"]["cluster_id"])
    ]
    return sorted(found, key=lambda each: each.taken, reverse=True)


def newest_proven(listing: dict, cluster_id: str | None = None) -> Backup | None:
    """The newest of them."""
    return next(iter(proven(listing, cluster_id)), None)
