#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_member
short_description: Add, promote or remove a member of an etcd cluster
version_added: 0.1.0
description:
  - Changes who is in the cluster, not what runs on a host.
  - A member is known by its name, and one that was added and never started by its peer URLs.
options:
  name:
    description: Name of the member.
    type: str
    required: true
  peer_urls:
    description: Its peer URLs. Needed to add it.
    type: list
    elements: str
    default: []
  state:
    description:
      - V(learner) adds it as a learner, and leaves a voter alone.
      - V(voter) promotes it, waiting until it is in sync, and adds it as a voter only where
        O(as_voter) is given.
      - V(absent) removes it. The last member is not removed.
    type: str
    choices: [learner, voter, absent]
    required: true
  as_voter:
    description: Whether a member that is absent may be added as a voter at once, without having
      been a learner.
    type: bool
    default: false
  deadline:
    description:
      - Seconds until a learner is in sync, or the cluster takes a change, which it does once all
        members have been connected for some seconds.
    type: float
    default: 300.0
extends_documentation_fragment:
  - drydock.etcd.connection
  - drydock.etcd.connection.changes
"""

EXAMPLES = r"""
- name: Let the new host join as a learner
  drydock.etcd.etcd_member:
    connection: "{{ etcd_connection }}"
    name: etcd-4
    peer_urls: ["https://192.0.2.4:2380"]
    state: learner

- name: Promote it once it is in sync
  drydock.etcd.etcd_member:
    connection: "{{ etcd_connection }}"
    name: etcd-4
    state: voter
"""

RETURN = r"""
action:
  description: What was, or would be, done, V(none), V(add), V(promote) or V(remove).
  returned: always
  type: str
member_id:
  description: Lower-case hex; empty for a member that is absent, or would be added.
  returned: always
  type: str
initial_cluster:
  description:
    - Value of C(initial-cluster) for a member that joins, all members with all their peer URLs,
      this one under O(name).
  returned: always
  type: str
"""

import time

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.arguments import (
    connection_argument,
    connection_of,
    refused,
)
from ansible_collections.drydock.etcd.plugins.module_utils.cluster import look
from ansible_collections.drydock.etcd.plugins.module_utils.gateway import (
    GatewayError,
    hex_id,
)

# Refusals that pass by themselves: a learner that has not caught up, and members that have not
# been connected for five seconds.
NOT_YET = ("can only promote a learner member which is in sync", "etcdserver: unhealthy cluster")


def main():
    module = AnsibleModule(
        argument_spec={
            "connection": connection_argument(),
            "name": {"type": "str", "required": True},
            "peer_urls": {"type": "list", "elements": "str", "default": []},
            "state": {"type": "str", "choices": ["learner", "voter", "absent"], "required": True},
            "as_voter": {"type": "bool", "default": False},
            "deadline": {"type": "float", "default": 300.0},
        },
        supports_check_mode=True,
    )
    connection = connection_of(module)
    cluster = look(connection)
    if not cluster.members:
        module.fail_json(msg="nobody answers: " + "; ".join(cluster.silent))
    member = _find(cluster, module.params)
    action = _action(module, cluster, member)
    member_id = member.id if member is not None else ""
    if action != "none" and not module.check_mode:
        try:
            done = _do(action, cluster, member, connection, module.params)
            member_id = hex_id(done["member"]["ID"]) if action == "add" else member_id
        except GatewayError as error:
            refused(module, error, action=action)
    before = _state(member)
    after = before if action == "none" else module.params["state"]
    module.exit_json(
        changed=action != "none",
        action=action,
        member_id="" if module.params["state"] == "absent" else member_id,
        initial_cluster=_initial_cluster(cluster, member, module.params),
        diff={"before": {"state": before}, "after": {"state": after}},
    )


def _find(cluster, given):
    by_name = next((each for each in cluster.members if each.name == given["name"]), None)
    if by_name is not None or not given["peer_urls"]:
        return by_name
    urls = set(given["peer_urls"])
    unstarted = (each for each in cluster.members if not each.name)
    return next((each for each in unstarted if set(each.peer_urls) == urls), None)


def _state(member) -> str:
    if member is None:
        return "absent"
    return "learner" if member.learner else "voter"


def _action(module, cluster, member) -> str:
    given = module.params
    now = _state(member)
    if given["state"] == now or (given["state"] == "learner" and now == "voter"):
        return "none"
    if given["state"] == "absent":
        if len(cluster.members) == 1:
            module.fail_json(msg=f"{given['name']} is the last member: it is not removed")
        return "remove"
    if now == "learner":
        return "promote"
    if given["state"] == "voter" and not given["as_voter"]:
        module.fail_json(
            msg=f"{given['name']} is no member: add it as a learner first, or give as_voter"
        )
    if not given["peer_urls"]:
        module.fail_json(
            msg=f"{given['name']} is no member, and to add it its peer_urls are needed"
        )
    return "add"


def _do(action: str, cluster, member, connection, given) -> dict:
    gateway = cluster.best().gateway(connection)
    if action == "add":
        body = {"peerURLs": given["peer_urls"], "isLearner": given["state"] == "learner"}
    else:
        body = {"ID": str(int(member.id, 16))}
    deadline = time.monotonic() + given["deadline"]
    while True:
        try:
            return gateway.call("cluster/member/" + action, body)
        except GatewayError as error:
            passes = any(words in error.reason for words in NOT_YET)
            if not passes or time.monotonic() + 0.5 > deadline:
                raise
        time.sleep(0.5)


def _initial_cluster(cluster, member, given) -> str:
    rows = []
    for each in cluster.members:
        if each is not member and each.name:
            rows += [f"{each.name}={url}" for url in each.peer_urls]
    if given["state"] != "absent":
        urls = given["peer_urls"] or (member.peer_urls if member is not None else ())
        rows += [f"{given['name']}={url}" for url in urls]
    return ",".join(sorted(rows))


if __name__ == "__main__":
    main()
