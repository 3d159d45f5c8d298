#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_incident
short_description: Collect what an etcd member's files say, without stopping it
version_added: 0.1.0
description:
  - Runs the reading commands of Drydock on a data directory, and puts their answers with the end of
    the journal, facts of the disk, and the HTML report into one archive on the host. Values of
    secrets are redacted; no data is copied.
  - A command that fails is part of the answer, with its words.
  - A digest of each of the last entries that are known to be committed is kept, so that
    M(drydock.etcd.etcd_incident_merge) can tell where members' logs part.
options:
  member:
    description: Name of the member; names of files begin with it.
    type: str
    required: true
  data_dir:
    description: Its data directory.
    type: path
    required: true
  wal_dir:
    description: The folder of its WAL, where it has one of its own.
    type: path
  unit:
    description: Its systemd unit, for the journal; empty for none.
    type: str
    default: ""
  entries:
    description: How many of the last entries to keep and to digest.
    type: int
    default: 1000
  journal_lines:
    description: How many of the last lines of the journal to keep.
    type: int
    default: 2000
  dest:
    description: The archive, C(.tar.gz). It is written anew.
    type: path
    required: true
extends_documentation_fragment:
  - drydock.etcd.connection.executable
attributes:
  check_mode:
    description: Can run in check mode and tell what it would change, without changing it.
    support: full
    details: In check mode nothing is collected.
  diff_mode:
    description: Returns what differs in diff mode.
    support: none
    details: The archive is new each time.
"""

EXAMPLES = r"""
- name: Collect what this member's files say
  drydock.etcd.etcd_incident:
    member: "{{ etcd_member_name }}"
    data_dir: "{{ etcd_data_dir }}"
    unit: "{{ etcd_service }}"
    dest: /var/tmp/etcd-incident.tar.gz
"""

RETURN = r"""
dest:
  description: The archive.
  returned: always
  type: str
commands:
  description: Of each command C(file), C(rc) and C(seconds).
  returned: not in check mode
  type: list
  elements: dict
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import time

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.drydock import executable_argument

# Where an entry lies, and how its checksum chains, is each member's own.
OWN = ("segment", "offset", "length", "crc", "crc_unchecked", "fate")


def main():
    module = AnsibleModule(
        argument_spec={
            "drydock": executable_argument(),
            "member": {"type": "str", "required": True},
            "data_dir": {"type": "path", "required": True},
            "wal_dir": {"type": "path"},
            "unit": {"type": "str", "default": ""},
            "entries": {"type": "int", "default": 1000},
            "journal_lines": {"type": "int", "default": 2000},
            "dest": {"type": "path", "required": True},
        },
        supports_check_mode=True,
    )
    given = module.params
    for name in ("entries", "journal_lines"):
        if given[name] < 1:
            module.fail_json(msg=f"{name} is {given[name]}: expected 1 or more")
    if module.check_mode:
        module.exit_json(changed=True, dest=given["dest"])
    collected = Collection(module)
    try:
        collected.collect()
        collected.write(given["dest"])
    except OSError as failed:
        module.fail_json(msg=f"{failed.filename or given['dest']}: {failed.strerror}")
    module.exit_json(changed=True, dest=given["dest"], commands=collected.commands)


class Collection:
    """Files by name, and how the commands that made them ended."""

    def __init__(self, module):
        self._module = module
        self._files = {}
        self.commands = []

    def collect(self) -> None:
        """Runs all commands. Raises OSError for the report's temporary place."""
        given = self._module.params
        place = [given["data_dir"]]
        if given["wal_dir"]:
            place.append("--wal-dir=" + given["wal_dir"])
        self._drydock("inspect", ["inspect"] + place)
        self._drydock("fsck", ["fsck"] + place)
        self._drydock("wal-ls", ["wal", "ls"] + place)
        self._drydock("wal-stats", ["wal", "stats"] + place)
        self._drydock("wal-verify", ["wal", "verify"] + place)
        tail = ["wal", "dump"] + place + ["--kind=entry", f"--tail={given['entries']}"]
        self._digest(self._drydock("wal-tail", tail))
        self._drydock("snap-ls", ["snap", "ls"] + place)
        self._drydock("db-status", ["db", "status", given["data_dir"]])
        self._drydock("db-hashkv", ["db", "hashkv", given["data_dir"]])
        self._report()
        self._system()

    def _drydock(self, name: str, arguments: list) -> str:
        """Keeps NAME.json, and the text that people read as NAME.txt."""
        command = [self._module.params["drydock"]] + arguments + ["--progress", "none"]
        return self._run(name + ".json", command + ["-o", "json"])

    def _run(self, name: str, command: list) -> str:
        begin = time.monotonic()
        try:
            code, stdout, stderr = self._module.run_command(
                command, environ_update={"LC_ALL": "C.UTF-8"}, handle_exceptions=False
            )
        except OSError as failed:
            code, stdout, stderr = 127, "", f"{command[0]}: {failed.strerror}"
        seconds = round(time.monotonic() - begin, 3)
        row = {"file": name, "command": command, "rc": code, "seconds": seconds}
        if stderr.strip():
            row["stderr"] = stderr.splitlines()[-50:]
        self.commands.append(row)
        self._files[name] = stdout.encode("utf-8", "surrogateescape")
        return stdout

    def _digest(self, dumped: str) -> None:
        try:
            records = json.loads(dumped)["records"]
        except (ValueError, KeyError):
            return
        rows = {}
        for record in records:
            if record.get("fate") in ("committed", "before_snapshot"):
                same = {key: value for key, value in record.items() if key not in OWN}
                text = json.dumps(same, sort_keys=True).encode()
                rows[record["index"]] = [record["term"], hashlib.sha256(text).hexdigest()]
        self._files["entry-digests.json"] = json.dumps(rows, indent=0).encode()

    def _report(self) -> None:
        folder = tempfile.mkdtemp(prefix="etcd-incident-")
        try:
            page = os.path.join(folder, "report.html")
            command = [self._module.params["drydock"], "report", self._module.params["data_dir"]]
            self._run("report.txt", command + ["-o", page, "--progress", "none"])
            if os.path.exists(page):
                with open(page, "rb") as file:
                    self._files["report.html"] = file.read()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _system(self) -> None:
        given = self._module.params
        if given["unit"]:
            lines = f"--lines={given['journal_lines']}"
            unit = ["--unit", given["unit"]]
            self._run(
                "journal.txt", ["journalctl", "--no-pager", "--output=short-iso", lines] + unit
            )
            self._run("unit.txt", ["systemctl", "show", "--no-pager", given["unit"]])
        self._run("disk.txt", ["df", "--block-size=1", "--output", given["data_dir"]])
        self._run("inodes.txt", ["df", "--inodes", given["data_dir"]])
        self._run("files.txt", ["ls", "-lR", "--time-style=full-iso", given["data_dir"]])
        for name in ("meminfo", "loadavg", "diskstats", "mounts", "version"):
            with open("/proc/" + name, "rb") as file:
                self._files[f"proc-{name}.txt"] = file.read()

    def write(self, dest: str) -> None:
        """The archive gets its name when it is whole."""
        facts = {"member": self._module.params["member"], "commands": self.commands}
        self._files["commands.json"] = json.dumps(facts, indent=2).encode()
        part = dest + ".part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file, tarfile.open(
            fileobj=file, mode="w:gz"
        ) as archive:
            for name, content in sorted(self._files.items()):
                entry = tarfile.TarInfo(f"{self._module.params['member']}/{name}")
                entry.size = len(content)
                entry.mtime = int(time.time())
                entry.mode = 0o600
                archive.addfile(entry, io.BytesIO(content))
        os.replace(part, dest)


if __name__ == "__main__":
    main()
