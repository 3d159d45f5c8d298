#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_snapshot
short_description: Save a proven backup of a running etcd cluster
version_added: 0.1.0
description:
  - Saves a snapshot from a follower, chosen from all members at the time, proves it (checksum as
    sent, pages, revisions, leases), writes a manifest beside it, and only then gives it its name.
  - Every write that was acknowledged before it began is in it; a member that cannot promise that is
    not asked, or the manifest says so.
  - Old backups of the same cluster in the folder are removed as the O(keep) options say, and only
    with one of these.
options:
  dir:
    description: The folder of the backups. It must exist.
    type: path
    required: true
  prefix:
    description: How names of files begin; the time in UTC follows.
    type: str
    default: etcd
  compress:
    description: How the file is compressed.
    type: str
    choices: [none, zstd, gzip]
    default: zstd
  keep:
    description: Keep the last so many backups of this cluster.
    type: int
  keep_daily:
    description: And the newest of each of the last so many days that have one.
    type: int
  keep_weekly:
    description: And of each of the last so many weeks.
    type: int
  keep_monthly:
    description: And of each of the last so many months.
    type: int
  max_age:
    description:
      - Do nothing when the folder has a proven backup of this cluster that was begun less than so
        many seconds ago; V(0) always saves one.
    type: int
    default: 0
  deadline:
    description: Seconds for all of it; V(0) is no limit.
    type: int
    default: 0
extends_documentation_fragment:
  - drydock.etcd.connection
  - drydock.etcd.connection.executable
  - drydock.etcd.connection.changes
"""

EXAMPLES = r"""
- name: Back up before the change
  drydock.etcd.etcd_snapshot:
    connection: "{{ etcd_connection }}"
    dir: /var/backups/etcd
    keep_daily: 14
    max_age: 3600
"""

RETURN = r"""
file:
  description: The backup, new or, with O(max_age), the one that is young enough.
  returned: always
  type: str
manifest:
  description: What is in it and how it was proven, as the file beside it says. Not in check mode.
  returned: when there is a backup
  type: dict
plan:
  description: In check mode, which member would be asked, and which backups would be kept or
    removed.
  returned: in check mode
  type: dict
removed:
  description: Files that were, or would be, removed.
  returned: always
  type: list
  elements: str
"""

import os
import time
from datetime import datetime, timezone

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.arguments import (
    connection_argument,
    connection_of,
)
from ansible_collections.drydock.etcd.plugins.module_utils.backups import newest_proven
from ansible_collections.drydock.etcd.plugins.module_utils.cluster import look
from ansible_collections.drydock.etcd.plugins.module_utils.drydock import (
    FINDINGS,
    connection_flags,
    executable_argument,
    run,
)

SUFFIXES = {"none": ".db", "zstd": ".db.zst", "gzip": ".db.gz"}
KEEPS = ("keep", "keep_daily", "keep_weekly", "keep_monthly")


def main():
    spec = {
        "connection": connection_argument(),
        "drydock": executable_argument(),
        "dir": {"type": "path", "required": True},
        "prefix": {"type": "str", "default": "etcd"},
        "compress": {"type": "str", "choices": list(SUFFIXES), "default": "zstd"},
        "max_age": {"type": "int", "default": 0},
        "deadline": {"type": "int", "default": 0},
    }
    spec.update({name: {"type": "int"} for name in KEEPS})
    module = AnsibleModule(argument_spec=spec, supports_check_mode=True)
    given = module.params
    for name in ("max_age", "deadline") + KEEPS:
        if given[name] is not None and given[name] < 0:
            module.fail_json(msg=f"{name} is {given[name]}: expected 0 or more")
    if not os.path.isdir(given["dir"]):
        if module.check_mode:  # the task before would have made it
            module.exit_json(changed=True, file="", plan={}, removed=[])
        module.fail_json(msg=f"dir: {given['dir']} is no folder")
    connection = connection_of(module)
    if given["max_age"]:
        _leave_young(module, connection)
    _save(module, connection)


def _leave_young(module, connection) -> None:
    """Exits when there is a backup of this cluster that is young enough."""
    cluster_id = look(connection).cluster_id
    listing = run(module, ["snapshot", "list", module.params["dir"]]).document
    youngest = newest_proven(listing, cluster_id)
    if youngest is None:
        return
    if time.time() - youngest.taken <= module.params["max_age"]:
        path = os.path.join(module.params["dir"], youngest.file)
        module.exit_json(
            changed=False,
            file=path,
            manifest=youngest.manifest,
            removed=[],
            diff={"before": {}, "after": {}},
        )


def _save(module, connection) -> None:
    given = module.params
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    path = os.path.join(given["dir"], f"{given['prefix']}-{moment}{SUFFIXES[given['compress']]}")
    flags, secrets = connection_flags(connection)
    arguments = ["snapshot", "save", path, "--compress=" + given["compress"]] + flags
    arguments += [
        f"--{name.replace('_', '-')}={given[name]}" for name in KEEPS if given[name] is not None
    ]
    if given["deadline"]:
        arguments.append(f"--timeout={given['deadline']}s")
    if module.check_mode:
        arguments.append("--dry-run")
    answer = run(module, arguments, secrets)
    document = answer.document
    removed = [row["file"] for row in document.get("retention", []) if not row["kept"]]
    facts = {"file": path, "removed": removed, "warnings": list(answer.remarks)}
    facts["diff"] = {
        "before": {"files": removed},
        "after": {"files": [os.path.basename(path)]},
    }
    if module.check_mode:
        module.exit_json(changed=True, plan=document, **facts)
    if answer.code == FINDINGS or "manifest" not in document:
        module.fail_json(
            msg=f"the backup is not proven: {_words(document)}", answer=document, file=path
        )
    module.exit_json(changed=True, manifest=document["manifest"], **facts)


def _words(document: dict) -> str:
    findings = [f"{each['code']} {each['message']}" for each in document.get("findings", [])]
    return "; ".join(findings[:3]) or "drydock snapshot save has no manifest for it"


if __name__ == "__main__":
    main()
