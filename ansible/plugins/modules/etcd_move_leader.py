#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_move_leader
short_description: Let the leader of an etcd cluster hand over
version_added: 0.1.0
description:
  - Moves the leadership to a voter that answers, and waits until all name the new leader.
  - Nothing is changed where O(to) leads already, or O(away_from) does not lead.
options:
  to:
    description: Name, or id in hex, of the member that is to lead.
    type: str
    default: ""
  away_from:
    description:
      - Name, or id in hex, of the member that is not to lead. The follower that has applied most
        takes over, of several the first by name.
    type: str
    default: ""
  deadline:
    description: Seconds until all name the new leader.
    type: float
    default: 30.0
extends_documentation_fragment:
  - drydock.etcd.connection
  - drydock.etcd.connection.changes
"""

EXAMPLES = r"""
- name: Hand over before this member is worked on
  drydock.etcd.etcd_move_leader:
    connection: "{{ etcd_connection }}"
    away_from: "{{ etcd_member_name }}"
"""

RETURN = r"""
leader_before:
  description: Name of the leader before.
  returned: always
  type: str
leader:
  description: Name of the leader now; in check mode of the one that it would be.
  returned: always
  type: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.arguments import (
    connection_argument,
    connection_of,
    refused,
)
from ansible_collections.drydock.etcd.plugins.module_utils.cluster import look
from ansible_collections.drydock.etcd.plugins.module_utils.gate import wait
from ansible_collections.drydock.etcd.plugins.module_utils.gateway import GatewayError


def main():
    module = AnsibleModule(
        argument_spec={
            "connection": connection_argument(),
            "to": {"type": "str", "default": ""},
            "away_from": {"type": "str", "default": ""},
            "deadline": {"type": "float", "default": 30.0},
        },
        supports_check_mode=True,
    )
    if bool(module.params["to"]) == bool(module.params["away_from"]):
        module.fail_json(msg="one of to and away_from is needed, and not both")
    connection = connection_of(module)
    cluster = look(connection)
    leader = cluster.leader
    if leader is None or leader.status is None:
        module.fail_json(msg="there is no one leader that answers: " + "; ".join(cluster.silent))
    heir = _heir(module, cluster, leader)
    if heir is leader:
        module.exit_json(
            changed=False,
            leader_before=leader.name,
            leader=leader.name,
            diff={"before": {}, "after": {}},
        )
    if not module.check_mode:
        _move(module, connection, leader, heir)
    module.exit_json(
        changed=True,
        leader_before=leader.name,
        leader=heir.name,
        diff={"before": {"leader": leader.name}, "after": {"leader": heir.name}},
    )


def _heir(module, cluster, leader):
    which = module.params["to"] or module.params["away_from"]
    named = cluster.find(which)
    if named is None:
        names = ", ".join(each.label for each in cluster.members)
        module.fail_json(msg=f"{which} is no member: the cluster has {names}")
    if module.params["to"]:
        if named.learner or named.status is None:
            what = "is a learner" if named.learner else f"does not answer: {named.failure}"
            module.fail_json(msg=f"{named.label} cannot lead: it {what}")
        return named
    if named is not leader:
        return leader
    others = [each for each in cluster.voters if each is not leader and each.status is not None]
    if not others:
        module.fail_json(msg=f"nobody can take over from {leader.label}: no other voter answers")
    return max(others, key=lambda each: each.status.raft_applied_index)


def _move(module, connection, leader, heir) -> None:
    try:
        body = {"targetID": str(int(heir.id, 16))}
        leader.gateway(connection).call("maintenance/transfer-leadership", body)
    except GatewayError as error:
        refused(module, error)
    passage = wait(connection, lambda seen: _not_yet(seen, heir), module.params["deadline"], 0.2)
    if passage.problems:
        module.fail_json(msg="; ".join(passage.problems))


def _not_yet(cluster, heir) -> list[str]:
    now = cluster.leader
    if now is not None and now.id == heir.id:
        return []
    return [
        f"{heir.label} does not lead: {now.label + ' leads' if now else 'there is no one leader'}"
    ]


if __name__ == "__main__":
    main()
