#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_cluster_info
short_description: What the members of an etcd cluster say of it
version_added: 0.1.0
description:
  - Asks every member of itself and returns one view of the cluster, of upstream etcd 3.4 to 3.7 or
    of Drydock.
  - Reads only. Nothing goes through raft, so that a cluster without a leader is told, too. A member
    that does not answer is a fact, no failure.
options:
  hashes:
    description:
      - Also ask each member that answers for its HashKV, all at the same revision.
      - Members that have applied it must give the same hash, or their data differ. Servers of 3.4
        have no HashKV on their gateway.
    type: bool
    default: false
  hash_revision:
    description: The revision of O(hashes); V(0) is the lowest current one of those that answer.
    type: int
    default: 0
extends_documentation_fragment:
  - drydock.etcd.connection
  - drydock.etcd.connection.reads
"""

EXAMPLES = r"""
- name: Look at the cluster
  drydock.etcd.etcd_cluster_info:
    connection: "{{ etcd_connection }}"
    hashes: true
  register: seen

- name: Say who leads
  ansible.builtin.debug:
    msg: "{{ seen.leader }} leads, {{ seen.voters_answering }} of {{ seen.voters }} voters answer"
"""

RETURN = r"""
reachable:
  description: Whether any member gave the list of members.
  returned: always
  type: bool
cluster_id:
  description: Lower-case hex.
  returned: always
  type: str
leader:
  description: Name of the leader; empty when those who answer do not all name the same one.
  returned: always
  type: str
members:
  description:
    - All members in order of name. Sizes are in bytes.
    - Of one that does not answer, C(failure) in place of the fields from C(endpoint) on.
  returned: always
  type: list
  elements: dict
  sample:
    - id: 8e9e05c52164694d
      name: etcd-1
      peer_urls: ["https://192.0.2.1:2380"]
      client_urls: ["https://192.0.2.1:2379"]
      learner: false
      leader: true
      answers: true
      endpoint: https://192.0.2.1:2379
      version: 3.5.30
      revision: 1205
      raft_term: 4
      raft_index: 1731
      raft_applied_index: 1731
      db_size: 610304
      db_size_in_use: 409600
      errors: []
rolling_order:
  description: Names in the order in which members are worked on, learners, followers, the leader
    last.
  returned: always
  type: list
  elements: str
alarms:
  description: Alarms that any member knows of, with C(member_id), C(member_name) and C(alarm).
  returned: always
  type: list
  elements: dict
voters:
  description: Number of voting members.
  returned: always
  type: int
quorum:
  description: How many of them must live.
  returned: always
  type: int
voters_answering:
  description: How many of them answer.
  returned: always
  type: int
silent:
  description: Endpoints and calls that got no answer, with the reason.
  returned: always
  type: list
  elements: str
strangers:
  description: Endpoints that belong to another cluster.
  returned: always
  type: list
  elements: str
hashes:
  description:
    - With O(hashes), C(revision); C(members) with C(name), C(hash) and C(compact_revision), or
      C(failure); C(agree), which is false only when two members that were compacted alike have
      different hashes.
  returned: when hashes were asked for and a member answers
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.arguments import (
    connection_argument,
    connection_of,
)
from ansible_collections.drydock.etcd.plugins.module_utils.cluster import cluster_facts, look
from ansible_collections.drydock.etcd.plugins.module_utils.hashes import compare_hashes


def main():
    module = AnsibleModule(
        argument_spec={
            "connection": connection_argument(),
            "hashes": {"type": "bool", "default": False},
            "hash_revision": {"type": "int", "default": 0},
        },
        supports_check_mode=True,
    )
    if module.params["hash_revision"] < 0:
        module.fail_json(
            msg=f"hash_revision is {module.params['hash_revision']}: expected 0 or more"
        )
    connection = connection_of(module)
    cluster = look(connection)
    facts = cluster_facts(cluster)
    if module.params["hashes"] and cluster.answering:
        facts["hashes"] = compare_hashes(cluster, connection, module.params["hash_revision"])
    module.exit_json(changed=False, **facts)


if __name__ == "__main__":
    main()
