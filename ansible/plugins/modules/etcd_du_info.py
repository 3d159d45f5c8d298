#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_du_info
short_description: What fills the database of an etcd member
version_added: 0.1.0
description:
  - Sums up a database by prefix, and predicts its size after compaction and defragmentation. Reads
    only, running members too.
options:
  path:
    description: A data directory, a database or a backup.
    type: path
    required: true
  depth:
    description: Parts of a key that make a prefix.
    type: int
    default: 2
  limit:
    description: How many prefixes to name.
    type: int
    default: 20
extends_documentation_fragment:
  - drydock.etcd.connection.executable
  - drydock.etcd.connection.reads
"""

EXAMPLES = r"""
- name: Look what fills the database
  drydock.etcd.etcd_du_info:
    path: "{{ etcd_data_dir }}"
  register: filled
"""

RETURN = r"""
du:
  description: The answer of C(drydock db du), see C(db.du/1) in docs/json.md.
  returned: always
  type: dict
revision:
  description: The current revision of the store.
  returned: always
  type: int
lines:
  description: The same for people, a line for each of the biggest prefixes.
  returned: always
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.drydock import executable_argument, run


def main():
    module = AnsibleModule(
        argument_spec={
            "drydock": executable_argument(),
            "path": {"type": "path", "required": True},
            "depth": {"type": "int", "default": 2},
            "limit": {"type": "int", "default": 20},
        },
        supports_check_mode=True,
    )
    given = module.params
    for name, least in (("depth", 0), ("limit", 1)):
        if given[name] < least:
            module.fail_json(msg=f"{name} is {given[name]}: expected {least} or more")
    flags = [f"--depth={given['depth']}", f"--limit={given['limit']}"]
    document = run(module, ["db", "du", given["path"]] + flags).document
    revision = int(document["after_compaction_and_defrag"]["revision"])
    module.exit_json(changed=False, du=document, revision=revision, lines=_lines(document))


def _lines(document: dict) -> list:
    lines = [
        f"{document['size_bytes']} bytes now,"
        f" {document['after_compaction_and_defrag']['size_bytes']} after compaction and"
        f" defragmentation, {document['after_defrag']['size_bytes']} after defragmentation alone"
    ]
    for row in document["prefixes"]:
        prefix = row["prefix"] if "prefix" in row else "base64:" + row["prefix_base64"]
        lines.append(
            f"{prefix}: {row['live_keys']} keys of {row['live_bytes']} bytes,"
            f" {row['history_revisions']} old revisions and {row['tombstones']} deletions"
            f" of {row['history_bytes']} bytes"
        )
    return lines


if __name__ == "__main__":
    main()
