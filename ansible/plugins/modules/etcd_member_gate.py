#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_member_gate
short_description: Wait until a member of an etcd cluster may be taken out, or fail with the reasons
version_added: 0.1.0
description:
  - The gate before and after each step of a rolling change. All members answer; all name one
    leader; no alarm is raised; each has applied its log, and no log is far behind; nobody waits for
    promotion; and with O(member) the quorum survives the loss of that one.
  - Looks again until all of it holds or O(deadline) is over. Then it fails, and says all that does
    not hold.
  - Reads only.
options:
  member:
    description:
      - Name, or id in hex, of the member that is about to stop. Empty for a gate after the work, or
        before work that stops nobody.
    type: str
    default: ""
  members:
    description: How many members there must be; V(0) is any number.
    type: int
    default: 0
  max_lag:
    description: Entries that a member may have in its log and not applied, or that its log may be
      behind.
    type: int
    default: 1000
  allow_alarms:
    description: Alarms that do not matter now.
    type: list
    elements: str
    choices: [NOSPACE, CORRUPT]
    default: []
  allow_learners:
    description: Whether a learner may wait for its promotion.
    type: bool
    default: false
  accept_outage:
    description:
      - Whether O(member) may be taken out although no quorum is left, such as the only member of a
        cluster.
    type: bool
    default: false
  data_dir:
    description:
      - The data directory of the member on this host. With it the disk must have room for
        O(disk_factor) times the database, as a defragmentation needs.
    type: path
  disk_factor:
    description: See O(data_dir).
    type: float
    default: 1.2
  deadline:
    description: Seconds to wait in all; V(0) looks once.
    type: float
    default: 60.0
  interval:
    description: Seconds between two looks.
    type: float
    default: 1.0
extends_documentation_fragment:
  - drydock.etcd.connection
  - drydock.etcd.connection.reads
seealso:
  - module: drydock.etcd.etcd_cluster_info
"""

EXAMPLES = r"""
- name: Wait until the quorum survives the loss of this member
  drydock.etcd.etcd_member_gate:
    connection: "{{ etcd_connection }}"
    member: "{{ etcd_member_name }}"
    members: "{{ groups['etcd'] | length }}"

- name: Wait until the cluster is whole again, its quota still exceeded
  drydock.etcd.etcd_member_gate:
    connection: "{{ etcd_connection }}"
    allow_alarms: [NOSPACE]
    deadline: 300
"""

RETURN = r"""
problems:
  description: What does not hold, a sentence each; empty when the gate is open.
  returned: always
  type: list
  elements: str
waited:
  description: Seconds until then.
  returned: always
  type: float
cluster:
  description: The last look, with the fields that M(drydock.etcd.etcd_cluster_info) returns.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.arguments import (
    connection_argument,
    connection_of,
)
from ansible_collections.drydock.etcd.plugins.module_utils.cluster import cluster_facts
from ansible_collections.drydock.etcd.plugins.module_utils.gate import Rules, pass_gate


def main():
    module = AnsibleModule(
        argument_spec={
            "connection": connection_argument(),
            "member": {"type": "str", "default": ""},
            "members": {"type": "int", "default": 0},
            "max_lag": {"type": "int", "default": 1000},
            "allow_alarms": {
                "type": "list",
                "elements": "str",
                "choices": ["NOSPACE", "CORRUPT"],
                "default": [],
            },
            "allow_learners": {"type": "bool", "default": False},
            "accept_outage": {"type": "bool", "default": False},
            "data_dir": {"type": "path"},
            "disk_factor": {"type": "float", "default": 1.2},
            "deadline": {"type": "float", "default": 60.0},
            "interval": {"type": "float", "default": 1.0},
        },
        supports_check_mode=True,
    )
    given = module.params
    for name, least in (("members", 0), ("max_lag", 0), ("deadline", 0), ("disk_factor", 1)):
        if given[name] < least:
            module.fail_json(msg=f"{name} is {given[name]:g}: expected {least} or more")
    if given["interval"] <= 0:
        module.fail_json(msg=f"interval is {given['interval']:g}: expected seconds above 0")
    rules = Rules(
        member=given["member"],
        members=given["members"],
        max_lag=given["max_lag"],
        allow_alarms=tuple(given["allow_alarms"]),
        allow_learners=given["allow_learners"],
        accept_outage=given["accept_outage"],
        data_dir=given["data_dir"] or "",
        disk_factor=given["disk_factor"],
    )
    passage = pass_gate(connection_of(module), rules, given["deadline"], given["interval"])
    facts = {
        "problems": list(passage.problems),
        "waited": passage.seconds,
        "cluster": cluster_facts(passage.cluster),
    }
    if passage.problems:
        module.fail_json(msg="the gate is shut: " + "; ".join(passage.problems), **facts)
    module.exit_json(changed=False, **facts)


if __name__ == "__main__":
    main()
