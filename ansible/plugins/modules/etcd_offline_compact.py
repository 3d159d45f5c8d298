#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_offline_compact
short_description: Compact and defragment the database of an etcd member that does not run
version_added: 0.1.0
description:
  - For a member that does not serve; M(drydock.etcd.etcd_compact) is for those that do. The old
    database stays beside the new one under another name. A directory that a server holds open is
    refused.
  - Compact all members of a cluster at the same revision.
  - Nothing is done to a database that was compacted there or later. A stored alarm stays, since a
    server that starts raises it again from its log; M(drydock.etcd.etcd_alarm) disarms it then.
options:
  data_dir:
    description: The data directory.
    type: path
    required: true
  wal_dir:
    description: The folder of the WAL, where the server has one of its own.
    type: path
  revision:
    description: Compact at this revision, so that reads at it and later stay possible.
    type: int
    required: true
  owner:
    description: Owner of the new database.
    type: str
  group:
    description: Group of the new database.
    type: str
extends_documentation_fragment:
  - drydock.etcd.connection.executable
  - drydock.etcd.connection.changes
"""

EXAMPLES = r"""
- name: Make room without the server
  drydock.etcd.etcd_offline_compact:
    data_dir: "{{ etcd_data_dir }}"
    revision: 120000
    owner: etcd
    group: etcd
"""

RETURN = r"""
compacted:
  description: The answer of C(drydock compact), or its plan in check mode; see C(compact/1) in
    docs/json.md.
  returned: when it was, or would be, compacted
  type: dict
"""

import os

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.drydock import executable_argument, run


def main():
    module = AnsibleModule(
        argument_spec={
            "drydock": executable_argument(),
            "data_dir": {"type": "path", "required": True},
            "wal_dir": {"type": "path"},
            "revision": {"type": "int", "required": True},
            "owner": {"type": "str"},
            "group": {"type": "str"},
        },
        supports_check_mode=True,
    )
    given = module.params
    if given["revision"] < 1:
        module.fail_json(msg=f"revision is {given['revision']}: expected 1 or more")
    before = run(module, ["db", "status", given["data_dir"]]).document
    # Revision 1 is that of an empty store: nothing comes before it.
    if given["revision"] <= max(1, int(before["compact_revision"])):
        module.exit_json(changed=False, diff={"before": {}, "after": {}})
    diff = {
        "before": {"compact_revision": before["compact_revision"]},
        "after": {"compact_revision": str(given["revision"])},
    }
    module.exit_json(changed=True, diff=diff, compacted=_compact(module))


def _compact(module) -> dict:
    given = module.params
    arguments = ["compact", given["data_dir"], f"--rev={given['revision']}", "--in-place"]
    if given["wal_dir"]:
        arguments.append("--wal-dir=" + given["wal_dir"])
    if module.check_mode:
        return run(module, arguments + ["--dry-run"]).document
    document = run(module, arguments).document
    database = os.path.join(given["data_dir"], "member", "snap", "db")
    module.set_owner_if_different(database, given["owner"], False)
    module.set_group_if_different(database, given["group"], False)
    return document


if __name__ == "__main__":
    main()
