#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_wal_info
short_description: What the write-ahead log of an etcd member holds
version_added: 0.1.0
description:
  - Reads the log of a member, running or not, without a lock and without writing.
  - Passwords, tokens and values of Kubernetes Secrets in O(tail) are redacted.
options:
  data_dir:
    description: The data directory.
    type: path
    required: true
  wal_dir:
    description: The folder of the WAL, where the server has one of its own.
    type: path
  stats:
    description: Whether to count records, requests and prefixes, too.
    type: bool
    default: false
  verify:
    description: Whether to check it, too.
    type: bool
    default: false
  tail:
    description: Return the last so many records.
    type: int
    default: 0
extends_documentation_fragment:
  - drydock.etcd.connection.executable
  - drydock.etcd.connection.reads
"""

EXAMPLES = r"""
- name: Read the last records of the log
  drydock.etcd.etcd_wal_info:
    data_dir: "{{ etcd_data_dir }}"
    verify: true
    tail: 20
  register: log
"""

RETURN = r"""
segments:
  description: The answer of C(drydock wal ls), see C(wal.ls/1) in docs/json.md.
  returned: always
  type: dict
stats:
  description: The answer of C(drydock wal stats), see C(wal.stats/1).
  returned: with O(stats)
  type: dict
verify:
  description: The answer of C(drydock wal verify), see C(wal.verify/1).
  returned: with O(verify)
  type: dict
records:
  description: The last records, see C(wal.dump/1).
  returned: with O(tail)
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.drydock import executable_argument, run


def main():
    module = AnsibleModule(
        argument_spec={
            "drydock": executable_argument(),
            "data_dir": {"type": "path", "required": True},
            "wal_dir": {"type": "path"},
            "stats": {"type": "bool", "default": False},
            "verify": {"type": "bool", "default": False},
            "tail": {"type": "int", "default": 0},
        },
        supports_check_mode=True,
    )
    given = module.params
    if given["tail"] < 0:
        module.fail_json(msg=f"tail is {given['tail']}: expected 0 or more")

    def ask(verb: str, *flags: str) -> dict:
        place = [f"--wal-dir={given['wal_dir']}"] if given["wal_dir"] else []
        return run(module, ["wal", verb, given["data_dir"]] + place + list(flags)).document

    facts = {"segments": ask("ls")}
    if given["stats"]:
        facts["stats"] = ask("stats")
    if given["verify"]:
        facts["verify"] = ask("verify")
    if given["tail"]:
        facts["records"] = ask("dump", f"--tail={given['tail']}")["records"]
    module.exit_json(changed=False, **facts)


if __name__ == "__main__":
    main()
