#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_defrag
short_description: Defragment the database of one etcd member
version_added: 0.1.0
description:
  - Rewrites the database of one running member without its free pages. The member answers nothing
    meanwhile.
  - Passes the gate of M(drydock.etcd.etcd_member_gate) before and after it. Take the leader last,
    and let it hand over first, M(drydock.etcd.etcd_move_leader).
  - Nothing is done to a member that has less to give back than O(min_percent) and O(min_bytes) say.
options:
  member:
    description: Name, or id in hex, of the member.
    type: str
    required: true
  min_percent:
    description: Free pages, in percent of the database, from which on it is defragmented.
    type: float
    default: 10.0
  min_bytes:
    description: Free bytes from which on it is defragmented.
    type: int
    default: 1048576
  data_dir:
    description:
      - The data directory of the member on this host. With it the disk must have room for 1.2 times
        the database.
    type: path
  max_lag:
    description: As for M(drydock.etcd.etcd_member_gate).
    type: int
    default: 1000
  allow_alarms:
    description: As for M(drydock.etcd.etcd_member_gate).
    type: list
    elements: str
    choices: [NOSPACE, CORRUPT]
    default: []
  accept_outage:
    description: As for M(drydock.etcd.etcd_member_gate). The only member of a cluster needs it.
    type: bool
    default: false
  deadline:
    description: Seconds for the defragmentation itself.
    type: float
    default: 600.0
  gate_deadline:
    description: Seconds to wait at each of the two gates.
    type: float
    default: 60.0
extends_documentation_fragment:
  - drydock.etcd.connection
  - drydock.etcd.connection.changes
"""

EXAMPLES = r"""
- name: Give the free pages of this member back
  drydock.etcd.etcd_defrag:
    connection: "{{ etcd_connection }}"
    member: "{{ etcd_member_name }}"
    data_dir: "{{ etcd_data_dir }}"
"""

RETURN = r"""
db_size_before:
  description: Bytes of the database before.
  returned: always
  type: int
db_size:
  description: Bytes of it now; in check mode what is expected.
  returned: always
  type: int
seconds:
  description: How long the member did not serve.
  returned: when it was defragmented
  type: float
"""

import time

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.arguments import (
    connection_argument,
    connection_of,
    refused,
)
from ansible_collections.drydock.etcd.plugins.module_utils.cluster import cluster_facts, look
from ansible_collections.drydock.etcd.plugins.module_utils.gate import Rules, pass_gate
from ansible_collections.drydock.etcd.plugins.module_utils.gateway import GatewayError


def main():
    module = AnsibleModule(
        argument_spec={
            "connection": connection_argument(),
            "member": {"type": "str", "required": True},
            "min_percent": {"type": "float", "default": 10.0},
            "min_bytes": {"type": "int", "default": 1048576},
            "data_dir": {"type": "path"},
            "max_lag": {"type": "int", "default": 1000},
            "allow_alarms": {
                "type": "list",
                "elements": "str",
                "choices": ["NOSPACE", "CORRUPT"],
                "default": [],
            },
            "accept_outage": {"type": "bool", "default": False},
            "deadline": {"type": "float", "default": 600.0},
            "gate_deadline": {"type": "float", "default": 60.0},
        },
        supports_check_mode=True,
    )
    connection = connection_of(module)
    member = _member(module, look(connection))
    size, used = member.status.db_size, member.status.db_size_in_use
    free = size - used
    is_due = (
        free >= module.params["min_bytes"] and free * 100 >= size * module.params["min_percent"]
    )
    facts = {"db_size_before": size, "db_size": size}
    if not is_due:
        module.exit_json(changed=False, diff={"before": {}, "after": {}}, **facts)
    _gate(module, connection, _rules(module.params))
    if module.check_mode:
        facts["db_size"] = used
    else:
        begin = time.monotonic()
        try:
            member.gateway(connection).call(
                "maintenance/defragment", timeout=module.params["deadline"]
            )
        except GatewayError as error:
            refused(module, error, **facts)
        facts["seconds"] = round(time.monotonic() - begin, 3)
        cluster = _gate(module, connection, _rules(module.params, is_after=True))
        facts["db_size"] = _member(module, cluster).status.db_size
    diff = {"before": {"db_size": size}, "after": {"db_size": facts["db_size"]}}
    module.exit_json(changed=True, diff=diff, **facts)


def _member(module, cluster):
    member = cluster.find(module.params["member"])
    if member is None:
        there = ", ".join(each.label for each in cluster.members) or "; ".join(cluster.silent)
        module.fail_json(msg=f"{module.params['member']} is no member: {there}")
    if member.status is None:
        module.fail_json(msg=f"{member.label} does not answer: {member.failure}")
    return member


def _rules(given: dict, is_after: bool = False) -> Rules:
    return Rules(
        member="" if is_after else given["member"],
        max_lag=given["max_lag"],
        allow_alarms=tuple(given["allow_alarms"]),
        accept_outage=given["accept_outage"],
        data_dir="" if is_after else given["data_dir"] or "",
    )


def _gate(module, connection, rules: Rules):
    passage = pass_gate(connection, rules, module.params["gate_deadline"])
    if passage.problems:
        when = "before" if rules.member else "after"
        module.fail_json(
            msg=f"the gate {when} the defragmentation is shut: " + "; ".join(passage.problems),
            problems=list(passage.problems),
            cluster=cluster_facts(passage.cluster),
        )
    return passage.cluster


if __name__ == "__main__":
    main()
