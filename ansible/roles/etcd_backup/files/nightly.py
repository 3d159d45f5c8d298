# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""The nightly backup of one member: python3 -m drydock_etcd.nightly CONFIG [--now]

Every member of a cluster runs it, and one takes the backup. Who does is decided by the cluster
itself, with two leases and no key: etcd grants a lease of a given id to one client only.

* The claim is held by whoever is at work. It ends by itself when that host dies.
* The mark is granted when a proven backup is there, and lasts until the next night.

The first follower by name, of those that answer, claims at once; the others wait, and claim when no
mark has come by then. Where no lease can be granted (the quota is used up, no quorum), the one
whose turn it is takes the backup without: a backup too many is better than none.

Exit codes: 0 taken, or another took it · 1 not proven, or what follows it failed · 2 wrong
configuration · 3 nobody answers, or a disk or server failed
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timezone

from .backups import newest_proven, proven
from .cluster import Cluster, look
from .gateway import FAILED_PRECONDITION, Connection, Gateway, GatewayError

SUFFIXES = {"none": ".db", "zstd": ".db.zst", "gzip": ".db.gz"}
POLL_SECONDS = 2.0


@dataclass(frozen=True)
class Config:
    """The file that role etcd_backup writes. Times are in seconds."""

    cluster_name: str
    member: str
    connection: Connection
    drydock: str
    dir: str
    prefix: str
    compress: str
    keep: dict
    takeover: float
    period: int
    deadline: int
    metrics_file: str
    after: tuple[str, ...]

    @staticmethod
    def read(path: str) -> Config:
        """Raises OSError, and ValueError for what is no configuration."""
        with open(path, encoding="utf-8") as file:
            given = json.load(file)
        try:
            reached = given.pop("connection")
            reached["endpoints"] = tuple(reached["endpoints"])
            given["after"] = tuple(given["after"])
            return Config(connection=Connection(**reached), **given)
        except (KeyError, TypeError, AttributeError) as wrong:
            raise ValueError(f"{path}: {wrong}") from wrong


class Failure(Exception):
    """Why there is no backup, and the exit code."""

    def __init__(self, reason: str, code: int):
        super().__init__(reason)
        self.code = code


def log(text: str) -> None:
    """A line for the journal."""
    print(text, flush=True)


def lease_id(kind: str, cluster_id: str) -> str:
    """The id that all members of a cluster work out alike: 63 bits, above zero."""
    digest = hashlib.sha256(f"drydock backup {kind} {cluster_id}".encode()).digest()
    return str(int.from_bytes(digest[:8], "big") >> 1 | 1)


class Leases:
    """The claim and the mark, by one member's gateway."""

    def __init__(self, gateway: Gateway, cluster_id: str):
        self._gateway = gateway
        self._ids = {kind: lease_id(kind, cluster_id) for kind in ("claim", "mark")}

    def remaining(self, kind: str) -> int:
        """Seconds that it still has; 0 when it is not there. Raises GatewayError."""
        answer = self._gateway.call("lease/timetolive", {"ID": self._ids[kind]})
        return max(0, int(answer.get("TTL", 0)))

    def grant(self, kind: str, seconds: int) -> bool:
        """False when somebody has it. Raises GatewayError when etcd cannot grant any."""
        try:
            self._gateway.call("lease/grant", {"ID": self._ids[kind], "TTL": str(seconds)})
        except GatewayError as refused:
            if refused.code == FAILED_PRECONDITION and "already exists" in refused.reason:
                return False
            raise
        return True

    def mark(self, seconds: int) -> None:
        """Grants the mark; a failure is told and nothing more: the backup is there."""
        try:
            self.grant("mark", seconds)
        except GatewayError as failed:
            log(f"lease of the mark: {failed}")

    def revoke(self, kind: str) -> None:
        """Takes it away; a failure is told and nothing more: it ends by itself."""
        try:
            self._gateway.call("lease/revoke", {"ID": self._ids[kind]})
        except GatewayError as failed:
            log(f"lease of the {kind}: {failed}")


def wait_for_turn(config: Config) -> tuple[Cluster, Leases | None] | None:
    """Returns None when another has taken the backup, else the cluster and a claim, where granted.

    Raises Failure when nobody answers to the end of the wait.
    """
    begin = time.monotonic()
    while True:
        cluster = look(config.connection)
        turn = cluster.worker()
        is_late = time.monotonic() - begin >= config.takeover
        if turn is not None:
            mine = turn.name == config.member
            try:
                leases = Leases(turn.gateway(config.connection), cluster.cluster_id)
                if leases.remaining("mark"):
                    log("another member has taken tonight's backup")
                    return None
                if (mine or is_late) and leases.grant("claim", config.deadline + 60):
                    # Between the two questions another may have ended its work.
                    if not leases.remaining("mark"):
                        return cluster, leases
                    leases.revoke("claim")
            except GatewayError as impossible:
                if mine:
                    log(f"no lease can be granted ({impossible}): going on without a claim")
                    return cluster, None
                if is_late:
                    log(f"it is the turn of {turn.name}, and no lease tells whether it was taken")
                    return None
        elif is_late:
            raise Failure("nobody answers: " + "; ".join(cluster.silent), 3)
        if time.monotonic() - begin > config.takeover + config.deadline + 60:
            raise Failure("the claim of another member does not end", 3)
        time.sleep(POLL_SECONDS)


def take(config: Config, cluster: Cluster) -> dict:
    """Saves from this member, and from any other if it cannot; returns the manifest's document."""
    own = cluster.find(config.member)
    places = list(config.connection.endpoints)
    if own is not None and own.status is not None:
        try:
            return save(config, [own.status.endpoint])
        except Failure as failed:
            log(f"{failed}; asking the other members")
            places = [each for each in places if each != own.status.endpoint] or places
    return save(config, places)


def save(config: Config, endpoints: list[str]) -> dict:
    """One call of `drydock snapshot save`. Raises Failure."""
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    suffix = SUFFIXES[config.compress]
    path = os.path.join(config.dir, f"{config.prefix}-{config.member}-{moment}{suffix}")
    connection = config.connection
    command = [config.drydock, "snapshot", "save", path, "--compress=" + config.compress]
    command += ["--endpoints=" + ",".join(endpoints), f"--timeout={config.deadline}s"]
    for name in ("cacert", "cert", "key"):
        if getattr(connection, name) is not None:
            command.append(f"--{name}={getattr(connection, name)}")
    if not connection.validate_certs:
        command.append("--insecure-skip-tls-verify")
    command += [f"--{name}={count}" for name, count in sorted(config.keep.items())]
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    if connection.username is not None:
        environment["ETCDCTL_USER"] = connection.username
        environment["ETCDCTL_PASSWORD"] = connection.password or ""
    document = answer_of(command + ["-o", "json", "--progress", "none"], environment)
    if "manifest" not in document:
        codes = ", ".join(sorted({each["code"] for each in document.get("findings", [])}))
        raise Failure(f"{path} is not proven: {codes or 'no manifest'}", 1)
    return document


def answer_of(command: list[str], environment: dict) -> dict:
    """The JSON of a command of drydock, whose exit code may be 1. Raises Failure."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    except OSError as failed:
        raise Failure(f"{command[0]}: {failed.strerror}", 3) from failed
    for line in done.stderr.splitlines():
        log(line)
    try:
        document = json.loads(done.stdout)
    except ValueError:
        document = None
    if done.returncode not in (0, 1) or not isinstance(document, dict):
        raise Failure(
            f"{' '.join(command[:3])} ended with {done.returncode}", done.returncode or 70
        )
    return document


def follow_up(config: Config, path: str) -> None:
    """The command that copies the backup elsewhere. Raises Failure."""
    if not config.after:
        return
    try:
        code = subprocess.run(list(config.after) + [path], check=False).returncode
    except OSError as failed:
        raise Failure(f"{config.after[0]}: {failed.strerror}", 1) from failed
    if code:
        raise Failure(f"{config.after[0]} {path} ended with {code}", 1)


def metrics(config: Config, is_success: bool) -> str:
    """Lines for node_exporter's textfile collector: of this host's folder, and of this run."""
    cluster = json.dumps(config.cluster_name)
    rows = [
        ("last_run_timestamp_seconds", "When the program last ended.", time.time()),
        ("last_run_success", "Whether it did what it was to do.", int(is_success)),
    ]
    listing = answer_of([config.drydock, "snapshot", "list", config.dir, "-o", "json"], os.environ)
    newest = newest_proven(listing)
    rows.append(("proven_files", "Proven backups in the folder.", len(proven(listing))))
    if newest is not None:
        manifest = newest.manifest
        rows += [
            ("newest_timestamp_seconds", "When the newest was begun.", newest.taken),
            ("newest_bytes", "Length of its file.", int(manifest["file_bytes"])),
            ("newest_image_bytes", "Length of the database in it.", int(manifest["image_bytes"])),
            ("newest_revision", "Its revision.", int(manifest["revision"])),
        ]
    lines = []
    for name, text, value in rows:
        full = "drydock_etcd_backup_" + name
        lines += [f"# HELP {full} {text}", f"# TYPE {full} gauge"]
        lines.append(f"{full}{{cluster={cluster}}} {value:.3f}".replace(".000", ""))
    return "\n".join(lines) + "\n"


def write_metrics(config: Config, is_success: bool) -> None:
    """Replaces the file in one step, so that a reader sees all or nothing of it."""
    if not config.metrics_file:
        return
    part = config.metrics_file + ".part"
    with open(part, "w", encoding="utf-8") as file:
        file.write(metrics(config, is_success))
    os.replace(part, config.metrics_file)


def back_up(config: Config, now: bool) -> None:
    """Waits for its turn and takes the backup. Raises Failure."""
    turn = (look(config.connection), None) if now else wait_for_turn(config)
    if turn is None:
        return
    cluster, leases = turn
    try:
        document = take(config, cluster)
        follow_up(config, document["file"])
        if leases is not None:
            leases.mark(config.period)
    finally:
        if leases is not None:
            leases.revoke("claim")
    manifest = document["manifest"]
    log(
        f"{document['file']}: revision {manifest['revision']} of member {manifest['member_id']},"
        f" {manifest['file_bytes']} bytes, proven"
    )


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2) or arguments[1:] not in ([], ["--now"]):
        log("usage: nightly CONFIG [--now]")
        return 2
    try:
        config = Config.read(arguments[0])
    except (OSError, ValueError) as wrong:
        log(f"configuration: {wrong}")
        return 2
    code = 0
    try:
        back_up(config, now=arguments[1:] == ["--now"])
    except Failure as failed:
        log(f"failed: {failed}")
        code = failed.code
    except GatewayError as failed:
        log(f"failed: {failed}")
        code = 3
    try:
        write_metrics(config, code == 0)
    except (OSError, Failure) as failed:
        log(f"failed: metrics: {failed}")
        code = code or 3
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
