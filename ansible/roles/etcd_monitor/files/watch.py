# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""Metrics that no server gives: python3 -m drydock_etcd.watch CONFIG

Whether the members hold the same data, which one member of the cluster asks of all at one revision;
and when the certificates of this host expire. Exit codes: 0 written · 2 wrong configuration · 3 a
file could not be read or written.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import datetime, timezone

from .cluster import look
from .gateway import Connection
from .hashes import compare_hashes

TEXTS = {
    "monitor_timestamp_seconds": "When these were written.",
    "members_answering": "Members of the cluster that answer this host.",
    "members_hash_agree": "1 when all members that were compacted alike hold the same data.",
    "members_hashed": "How many members were compared.",
    "certificate_expiry_timestamp_seconds": "When a certificate of this host expires.",
}


def expiry(path: str) -> float:
    """Seconds since 1970. Raises OSError, and ValueError for what is no certificate."""
    command = ["openssl", "x509", "-noout", "-enddate", "-in", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"{path}: {done.stderr.strip().splitlines()[0]}")
    moment = done.stdout.strip().partition("=")[2]
    parsed = datetime.strptime(moment, "%b %d %H:%M:%S %Y GMT")
    return parsed.replace(tzinfo=timezone.utc).timestamp()


def samples(config: dict) -> tuple[list, list[str]]:
    """Names, labels and values; and what could not be told."""
    rows = [("monitor_timestamp_seconds", {}, time.time())]
    failures = []
    reached = dict(config["connection"], endpoints=tuple(config["connection"]["endpoints"]))
    connection = Connection(**reached)
    cluster = look(connection)
    failures += cluster.silent
    rows.append(("members_answering", {}, len(cluster.answering)))
    worker = cluster.worker()
    if worker is not None and worker.name == config["member"]:
        compared = compare_hashes(cluster, connection)
        hashed = [each for each in compared["members"] if "hash" in each]
        failures += [
            f"{each['name']}: {each['failure']}"
            for each in compared["members"]
            if "failure" in each
        ]
        rows.append(("members_hashed", {}, len(hashed)))
        if len(hashed) > 1:
            rows.append(("members_hash_agree", {}, int(compared["agree"])))
    for path in config["certificates"]:
        try:
            rows.append(("certificate_expiry_timestamp_seconds", {"file": path}, expiry(path)))
        except (OSError, ValueError) as failed:
            failures.append(str(failed))
    return rows, failures


def rendered(rows: list, cluster_name: str) -> str:
    """The text format of Prometheus."""
    lines = []
    for name, labels, value in rows:
        full = "drydock_etcd_" + name
        if f"# TYPE {full} gauge" not in lines:
            lines += [f"# HELP {full} {TEXTS[name]}", f"# TYPE {full} gauge"]
        pairs = {"cluster": cluster_name, **labels}.items()
        inside = ",".join(f"{key}={json.dumps(text)}" for key, text in pairs)
        lines.append(f"{full}{{{inside}}} {value:.0f}")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    try:
        with open(arguments[0], encoding="utf-8") as file:
            config = json.load(file)
        rows, failures = samples(config)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as wrong:
        print(f"configuration: {wrong}", flush=True)
        return 2
    for failure in failures:
        print(failure, flush=True)
    part = config["metrics_file"] + ".part"
    try:
        with open(part, "w", encoding="utf-8") as file:
            file.write(rendered(rows, config["cluster_name"]))
        os.replace(part, config["metrics_file"])
    except OSError as failed:
        print(f"{part}: {failed.strerror}", flush=True)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
