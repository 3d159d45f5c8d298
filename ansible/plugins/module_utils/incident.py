# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""What the files that etcd_incident collected say of the members, side by side."""

from __future__ import annotations

import json

COLUMNS = (
    ("member", "MEMBER"),
    ("verdict", "STARTS"),
    ("log", "LOG"),
    ("commit", "COMMIT"),
    ("applied", "APPLIED"),
    ("revision", "REVISION"),
    ("findings", "FINDINGS"),
)


def document(files: dict, name: str) -> dict:
    """A JSON document; an empty one when the command gave none."""
    try:
        read = json.loads(files.get(name, b""))
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def judge(member: str, files: dict) -> dict:
    """One row: how fsck judges it, how far it is, which findings there are."""
    judged = document(files, "fsck.json")
    directory = next(iter(judged.get("directories", [])), {})
    log = document(files, "wal-verify.json")
    findings = directory.get("findings", []) + log.get("findings", [])
    codes = sorted({each["code"] for each in findings if each["severity"] in ("error", "warning")})
    errors = [each for each in findings if each["severity"] == "error"]
    return {
        "member": member,
        "verdict": directory.get("verdict", "not judged"),
        "log": log.get("verdict", "not read"),
        "commit": directory.get("commit", "-"),
        "applied": directory.get("applied_index", "-"),
        "revision": directory.get("revision", "-"),
        "findings": " ".join(codes) or "none",
        "damaged": bool(errors) or not directory or not log,
    }


def table(rows: list) -> list:
    """Lines with a heading, columns wide enough."""
    lines = [[title for _key, title in COLUMNS]]
    lines += [[str(row[key]) for key, _title in COLUMNS] for row in rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines
    ]


def compare_entries(members: dict) -> tuple:
    """How many entries two or more have, and the first index at which they differ, or ''."""
    digests = [document(files, "entry-digests.json") for files in members.values()]
    shared = [
        index for index in set().union(*digests) if sum(index in each for each in digests) > 1
    ]
    for index in sorted(shared, key=int):
        if len({tuple(each[index]) for each in digests if index in each}) > 1:
            return len(shared), index
    return len(shared), ""
