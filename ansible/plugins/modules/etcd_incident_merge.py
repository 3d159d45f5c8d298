#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_incident_merge
short_description: Make one archive of what was collected from the members of an etcd cluster
version_added: 0.1.0
description:
  - Unpacks the archives of M(drydock.etcd.etcd_incident), compares the members, and writes one
    archive with all files, one table of all members, and a manifest with the checksum of each file.
    Runs on the controller.
options:
  sources:
    description: Archives of members.
    type: list
    elements: path
    required: true
  dest:
    description: The new archive, C(.tar.zst), for which C(zstd) must be installed, or C(.tar.gz).
    type: path
    required: true
  cluster:
    description: What M(drydock.etcd.etcd_cluster_info) returned, to be kept with it.
    type: dict
    default: {}
attributes:
  check_mode:
    description: Can run in check mode and tell what it would change, without changing it.
    support: full
  diff_mode:
    description: Returns what differs in diff mode.
    support: none
    details: The archive is new each time.
requirements:
  - Python 3.9 or newer where it runs
author:
  - The Drydock authors (@drydock)
"""

EXAMPLES = r"""
- name: Make one archive
  drydock.etcd.etcd_incident_merge:
    sources: ["/tmp/incident/etcd-1.tar.gz", "/tmp/incident/etcd-2.tar.gz"]
    dest: /tmp/incident.tar.zst
  delegate_to: localhost
"""

RETURN = r"""
table:
  description: One line a member, with a heading.
  returned: always
  type: list
  elements: str
damaged:
  description: Names of members whose files have findings that are errors, or could not be judged.
  returned: always
  type: list
  elements: str
first_divergent_index:
  description:
    - The first raft index at which two members have different committed entries; empty when none
      was found in the entries that were collected.
  returned: always
  type: str
compared:
  description: Number of entries that two members or more have.
  returned: always
  type: int
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.incident import (
    compare_entries,
    judge,
    table,
)


def main():
    module = AnsibleModule(
        argument_spec={
            "sources": {"type": "list", "elements": "path", "required": True},
            "dest": {"type": "path", "required": True},
            "cluster": {"type": "dict", "default": {}},
        },
        supports_check_mode=True,
    )
    given = module.params
    if not given["dest"].endswith((".tar.zst", ".tar.gz")):
        module.fail_json(msg=f"dest: {given['dest']} ends neither with .tar.zst nor with .tar.gz")
    if given["dest"].endswith(".zst") and shutil.which("zstd") is None:
        module.fail_json(msg="zstd is not installed here: install it, or give a dest with .tar.gz")
    try:
        members = {name: files for path in given["sources"] for name, files in _unpack(path)}
    except (OSError, tarfile.TarError) as failed:
        module.fail_json(msg=f"sources: {failed}")
    rows = [judge(name, files) for name, files in sorted(members.items())]
    compared, divergent = compare_entries(members)
    lines = table(rows)
    facts = {
        "table": lines,
        "damaged": [row["member"] for row in rows if row["damaged"]],
        "compared": compared,
        "first_divergent_index": divergent,
    }
    if not module.check_mode:
        summary = dict(facts, members=rows)
        files = {
            f"{name}/{file}": raw for name, all_ in members.items() for file, raw in all_.items()
        }
        files["summary.json"] = json.dumps(summary, indent=2).encode()
        files["summary.txt"] = ("\n".join(lines) + "\n").encode()
        files["cluster.json"] = json.dumps(given["cluster"], indent=2).encode()
        try:
            _write(files, given["dest"])
        except (OSError, subprocess.CalledProcessError) as failed:
            module.fail_json(msg=f"dest: {given['dest']}: {failed}")
    module.exit_json(changed=True, dest=given["dest"], **facts)


def _unpack(path: str) -> list:
    """Files by name of each member in an archive; nothing is written for it."""
    members = {}
    with tarfile.open(path, "r:gz") as archive:
        for entry in archive:
            name, _slash, file = entry.name.partition("/")
            if entry.isfile() and file and "/" not in file:
                members.setdefault(name, {})[file] = archive.extractfile(entry).read()
    return list(members.items())


def _write(files: dict, dest: str) -> None:
    folder = tempfile.mkdtemp(prefix="etcd-incident-")
    try:
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        manifest = json.dumps({"sha256": sums}, indent=2, sort_keys=True).encode()
        plain = os.path.join(folder, "incident.tar")
        mode = "w" if dest.endswith(".zst") else "w:gz"
        top = os.path.basename(dest).rsplit(".tar.", 1)[0]
        with tarfile.open(plain, mode) as archive:
            for name, content in sorted({**files, "manifest.json": manifest}.items()):
                _add(archive, f"{top}/{name}", content, folder)
        part = dest + ".part"
        if mode == "w":
            subprocess.run(["zstd", "-q", "-f", "-o", part, plain], check=True)
        else:
            shutil.copyfile(plain, part)
        os.chmod(part, 0o600)
        os.replace(part, dest)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _add(archive, name: str, content: bytes, folder: str) -> None:
    path = os.path.join(folder, "file")
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, 0o600)
    archive.add(path, name)


if __name__ == "__main__":
    main()
