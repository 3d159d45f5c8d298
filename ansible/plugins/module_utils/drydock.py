# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the command line of Drydock and reads its JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

DEFAULT = "/opt/drydock/bin/drydock"

# docs/output.md: what an exit code says of an answer.
DONE = 0
FINDINGS = 1
_MEANINGS = {
    1: "it found something, and said nothing",
    2: "the command line is wrong",
    3: "a file, a disk or a server failed",
    4: "a version or kind that is not supported",
    5: "a running server is in the way",
    70: "a bug of drydock",
}


@dataclass(frozen=True)
class Answer:
    """One document, the exit code that came with it (0 or 1), and what stood on stderr."""

    document: dict
    code: int
    remarks: tuple[str, ...]


def executable_argument() -> dict:
    """The argument ``drydock``."""
    return {"type": "path", "default": DEFAULT}


def run(module, arguments: list[str], secrets: dict | None = None) -> Answer:
    """Runs ``drydock ARGUMENTS -o json``.

    ``secrets``: variables of the environment. Fails the module with drydock's own words when there
    is no answer, and when the exit code is neither 0 nor 1.
    """
    command = [module.params["drydock"]] + arguments + ["-o", "json", "--progress", "none"]
    try:
        code, stdout, stderr = module.run_command(
            command,
            environ_update=dict(secrets or {}, LC_ALL="C.UTF-8"),
            handle_exceptions=False,
        )
    except OSError as failed:
        module.fail_json(msg=f"drydock: {command[0]}: {failed.strerror}", cmd=command)
    remarks = tuple(line for line in stderr.splitlines() if line.strip())
    document = _parse(stdout)
    if code in (DONE, FINDINGS) and document is not None:
        return Answer(document, code, remarks)
    said = "; ".join(line[len("drydock: ") :] for line in remarks if line.startswith("drydock: "))
    reason = said or (remarks[-1] if remarks else _MEANINGS.get(code, "it ended"))
    module.fail_json(
        msg=f"drydock {' '.join(arguments[:2])}: {reason} (exit code {code})",
        cmd=command,
        rc=code,
        stdout=stdout,
        stderr=stderr,
    )


def _parse(stdout: str) -> dict | None:
    try:
        document = json.loads(stdout)
    except ValueError:
        return None
    return document if isinstance(document, dict) and "schema" in document else None


def connection_flags(connection) -> tuple[list[str], dict]:
    """Flags for the commands that talk to a server, and variables for what ``ps`` must not show."""
    flags = ["--endpoints=" + ",".join(connection.endpoints)]
    for name, value in (
        ("cacert", connection.cacert),
        ("cert", connection.cert),
        ("key", connection.key),
    ):
        if value is not None:
            flags.append(f"--{name}={value}")
    flags.append(f"--dial-timeout={int(connection.timeout * 1000)}ms")
    if not connection.validate_certs:
        flags.append("--insecure-skip-tls-verify")
    secrets = {}
    if connection.username is not None:
        secrets["ETCDCTL_USER"] = connection.username
        secrets["ETCDCTL_PASSWORD"] = connection.password or ""
    return flags, secrets
