#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_restore
short_description: Make the data directory of a member of a new cluster from a backup
version_added: 0.1.0
description:
  - Writes the data directory of one member of a new cluster from a backup, proves it, and puts it
    in its place. The same module with the same backup, O(initial_cluster) and
    O(initial_cluster_token) makes those of the others.
  - What lies there is moved aside under a name with the time, never removed, and only when
    O(confirm) is the name of the cluster. A directory that a server holds open is refused, but not
    in check mode, so that the plan can be seen before the server is stopped.
  - The id of the new cluster follows from O(initial_cluster) and O(initial_cluster_token). A
    directory that has that id is left as it is, so that a second run changes nothing; give another
    token to restore once more.
options:
  snapshot:
    description: The backup, compressed or not, a database, or a data directory.
    type: path
    required: true
  data_dir:
    description: The data directory to make.
    type: path
    required: true
  name:
    description: Name of the member.
    type: str
    required: true
  initial_cluster:
    description: All members of the new cluster, C(NAME=URL) with commas.
    type: str
    required: true
  initial_cluster_token:
    description: Must be new, so that no member of the old cluster takes the new one for its own.
    type: str
    required: true
  peer_urls:
    description: Peer URLs of this member. They must be those in O(initial_cluster).
    type: list
    elements: str
    required: true
  cluster_name:
    description: Name of the cluster, which O(confirm) must repeat.
    type: str
    required: true
  confirm:
    description: Typed by whoever wants the data there moved aside. Not needed where none are.
    type: str
    default: ""
  bump_revision:
    description: Raise the revision by so much, or V(auto), so that clients see none twice; V(0)
      does not.
    type: str
    default: auto
  mark_compacted:
    description: Tell watchers that all older revisions are compacted; with O(bump_revision).
    type: bool
    default: true
  drop_alarms:
    description: Leave raised alarms behind.
    type: bool
    default: true
  etcd_version:
    description: Write the files as this release does, such as V(3.5); without it as the source's.
    type: str
  skip_hash_check:
    description: Restore also without the right checksum at the end of the file.
    type: bool
    default: false
  owner:
    description: Owner of all files.
    type: str
  group:
    description: Group of all files.
    type: str
extends_documentation_fragment:
  - drydock.etcd.connection.executable
  - drydock.etcd.connection.changes
"""

EXAMPLES = r"""
- name: Restore this member from last night's backup
  drydock.etcd.etcd_restore:
    snapshot: /var/backups/etcd/etcd-20261121T020000Z.db.zst
    data_dir: /var/lib/etcd/prod
    name: etcd-1
    initial_cluster: etcd-1=https://192.0.2.1:2380,etcd-2=https://192.0.2.2:2380
    initial_cluster_token: prod-20261122
    peer_urls: ["https://192.0.2.1:2380"]
    cluster_name: prod
    confirm: "{{ etcd_confirm }}"
    owner: etcd
    group: etcd
"""

RETURN = r"""
cluster_id:
  description: Id of the new cluster, lower-case hex.
  returned: always
  type: str
revision:
  description: Revision of the restored store.
  returned: always
  type: str
moved_aside:
  description: Where the old data were, or would be, put; empty when there were none.
  returned: always
  type: str
hash_kv:
  description: HashKV of the restored store, the same on every member.
  returned: when it was restored
  type: str
plan:
  description: What is written, see C(snapshot.restore.plan/1) in docs/json.md.
  returned: always
  type: dict
"""

import os
import shutil
import time

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.drydock import executable_argument, run


def main():
    text = {"type": "str", "required": True}
    module = AnsibleModule(
        argument_spec={
            "drydock": executable_argument(),
            "snapshot": {"type": "path", "required": True},
            "data_dir": {"type": "path", "required": True},
            "name": text,
            "initial_cluster": text,
            "initial_cluster_token": dict(text, no_log=False),
            "peer_urls": {"type": "list", "elements": "str", "required": True},
            "cluster_name": text,
            "confirm": {"type": "str", "default": ""},
            "bump_revision": {"type": "str", "default": "auto"},
            "mark_compacted": {"type": "bool", "default": True},
            "drop_alarms": {"type": "bool", "default": True},
            "etcd_version": {"type": "str"},
            "skip_hash_check": {"type": "bool", "default": False},
            "owner": {"type": "str"},
            "group": {"type": "str"},
        },
        supports_check_mode=True,
    )
    target = module.params["data_dir"].rstrip("/")
    part = target + ".drydock-restore"
    plan = run(module, _arguments(module.params, part) + ["--dry-run"]).document
    there = os.path.isdir(target) and bool(os.listdir(target))
    facts = {
        "cluster_id": plan["cluster_id"],
        "revision": plan.get("bumped_to", plan["revision"]),
        "moved_aside": "",
        "plan": plan,
    }
    before = _before(module, target) if there else {"cluster_id": "", "live": False}
    if before["cluster_id"] == plan["cluster_id"]:
        module.exit_json(changed=False, diff={"before": {}, "after": {}}, **facts)
    if there:
        _allow(module, target, before)
        facts["moved_aside"] = (
            f"{target}.before-restore-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
        )
    facts["diff"] = {
        "before": {"data_dir": target, "cluster_id": before["cluster_id"] or "none"},
        "after": {
            "data_dir": target,
            "cluster_id": plan["cluster_id"],
            "revision": facts["revision"],
            "old_data": facts["moved_aside"],
        },
    }
    if not module.check_mode:
        facts["hash_kv"] = _restore(module, part, target, facts["moved_aside"])
    module.exit_json(changed=True, **facts)


def _arguments(given: dict, part: str) -> list:
    arguments = [
        "snapshot",
        "restore",
        given["snapshot"],
        "--data-dir=" + part,
        "--name=" + given["name"],
        "--initial-cluster=" + given["initial_cluster"],
        "--initial-cluster-token=" + given["initial_cluster_token"],
        "--initial-advertise-peer-urls=" + ",".join(given["peer_urls"]),
    ]
    bumps = given["bump_revision"] not in ("", "0")
    if bumps:
        arguments.append("--bump-revision=" + given["bump_revision"])
    for name in ("mark_compacted", "drop_alarms", "skip_hash_check"):
        if given[name] and (bumps or name != "mark_compacted"):
            arguments.append("--" + name.replace("_", "-"))
    if given["etcd_version"]:
        arguments.append("--etcd-version=" + given["etcd_version"])
    return arguments


def _before(module, target: str) -> dict:
    """Whose directory it is, as far as that can be told, and whether a server runs on it."""
    if not os.path.isdir(os.path.join(target, "member")):
        return {"cluster_id": "", "live": False}
    member = run(module, ["inspect", target]).document["members"][0]
    return {
        "cluster_id": member.get("log", {}).get("cluster_id", ""),
        "live": member.get("live", False),
    }


def _allow(module, target: str, before: dict) -> None:
    if before["live"] and not module.check_mode:
        module.fail_json(msg=f"{target}: a running server holds it; stop the member first")
    given = module.params
    if given["confirm"] != given["cluster_name"]:
        module.fail_json(
            msg=f"{target} holds data, of cluster {before['cluster_id'] or '(unknown)'}: to have it"
            f" moved aside confirm must be {given['cluster_name']!r}, the name of the cluster, and"
            f" is {given['confirm']!r}"
        )


def _restore(module, part: str, target: str, aside: str) -> str:
    # A part without a name of its own is of a run that was ended; it holds nothing but a copy.
    if os.path.isdir(part):
        shutil.rmtree(part)
    done = run(module, _arguments(module.params, part)).document
    _own(module, part)
    if aside:
        os.rename(target, aside)
    elif os.path.isdir(target):
        os.rmdir(target)
    os.rename(part, target)
    _sync(os.path.dirname(target))
    return done.get("hash_kv", "")


def _own(module, part: str) -> None:
    given = module.params
    if given["owner"] is None and given["group"] is None:
        return
    for folder, folders, files in os.walk(part):
        for path in [folder] + [os.path.join(folder, name) for name in folders + files]:
            module.set_owner_if_different(path, given["owner"], False)
            module.set_group_if_different(path, given["group"], False)


def _sync(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    main()
