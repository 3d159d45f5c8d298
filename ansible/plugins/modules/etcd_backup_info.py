#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_backup_info
short_description: What a folder of etcd backups holds
version_added: 0.1.0
description:
  - Lists backups with their manifests, and says which is the newest that is proven.
  - A folder that is not there has no backups.
options:
  dir:
    description: The folder.
    type: path
    required: true
  cluster_id:
    description: Count only backups of this cluster, lower-case hex; empty for all.
    type: str
    default: ""
  verify:
    description: Read every file that has a manifest, and compare its checksum.
    type: bool
    default: false
  prove:
    description: Prove the newest so many once more, pages, revisions and leases too.
    type: int
    default: 0
extends_documentation_fragment:
  - drydock.etcd.connection.executable
  - drydock.etcd.connection.reads
"""

EXAMPLES = r"""
- name: Read all backups of this host
  drydock.etcd.etcd_backup_info:
    dir: "{{ etcd_backup_dir }}"
    verify: true
  register: kept
"""

RETURN = r"""
backups:
  description: All files, newest first, see C(snapshot.list/1) in docs/json.md.
  returned: always
  type: list
  elements: dict
newest:
  description: Full path of the newest proven backup; empty when there is none.
  returned: always
  type: str
newest_taken:
  description: When it was begun, in seconds since 1970; V(0) when there is none.
  returned: always
  type: float
newest_manifest:
  description: Its manifest.
  returned: when there is one
  type: dict
problems:
  description: Files that were altered, cannot be read, or are not proven by O(prove), a sentence
    each.
  returned: always
  type: list
  elements: str
"""

import os

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.backups import proven
from ansible_collections.drydock.etcd.plugins.module_utils.drydock import executable_argument, run

WRONG = ("altered", "missing", "unreadable")


def main():
    module = AnsibleModule(
        argument_spec={
            "drydock": executable_argument(),
            "dir": {"type": "path", "required": True},
            "cluster_id": {"type": "str", "default": ""},
            "verify": {"type": "bool", "default": False},
            "prove": {"type": "int", "default": 0},
        },
        supports_check_mode=True,
    )
    given = module.params
    if given["prove"] < 0:
        module.fail_json(msg=f"prove is {given['prove']}: expected 0 or more")
    listing = {"snapshots": []}
    if os.path.isdir(given["dir"]):
        flags = ["--verify"] if given["verify"] else []
        listing = run(module, ["snapshot", "list", given["dir"]] + flags).document
    good = proven(listing, given["cluster_id"] or None)
    rows = listing["snapshots"]
    problems = [f"{each['file']} is {each['state']}" for each in rows if each["state"] in WRONG]
    problems += _doubts(module, [each.file for each in good[: given["prove"]]])
    facts = {"backups": rows, "problems": problems, "newest": "", "newest_taken": 0.0}
    if good:
        facts.update(
            newest=os.path.join(given["dir"], good[0].file),
            newest_taken=good[0].taken,
            newest_manifest=good[0].manifest,
        )
    module.exit_json(changed=False, **facts)


def _doubts(module, names: list) -> list:
    if not names:
        return []
    paths = [os.path.join(module.params["dir"], name) for name in names]
    document = run(module, ["snapshot", "verify"] + paths).document
    return [
        f"{os.path.basename(each['file'])} is {each['verdict']}"
        for each in document["files"]
        if each["verdict"] != "proven"
    ]


if __name__ == "__main__":
    main()
