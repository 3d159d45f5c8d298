#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_alarm
short_description: Disarm alarms of an etcd cluster
version_added: 0.1.0
description:
  - Disarms what is raised; nothing is changed where nothing is raised.
  - Says which alarms there are in check mode, too. Free the space first, or NOSPACE comes back with
    the next write.
options:
  alarm:
    description: Which kind.
    type: str
    choices: [NOSPACE, CORRUPT]
    required: true
  member:
    description: Name, or id in hex, of the member that raised it; empty for all members.
    type: str
    default: ""
  state:
    description: An alarm is only ever taken away.
    type: str
    choices: [absent]
    default: absent
extends_documentation_fragment:
  - drydock.etcd.connection
  - drydock.etcd.connection.changes
"""

EXAMPLES = r"""
- name: Let the cluster be written to again
  drydock.etcd.etcd_alarm:
    connection: "{{ etcd_connection }}"
    alarm: NOSPACE
"""

RETURN = r"""
disarmed:
  description: Alarms that were, or would be, disarmed, with C(member_id), C(member_name) and
    C(alarm).
  returned: always
  type: list
  elements: dict
alarms:
  description: Alarms of any kind that are still raised, in check mode as if it had been done.
  returned: always
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.arguments import (
    connection_argument,
    connection_of,
    refused,
)
from ansible_collections.drydock.etcd.plugins.module_utils.cluster import cluster_facts, look
from ansible_collections.drydock.etcd.plugins.module_utils.gateway import GatewayError


def main():
    module = AnsibleModule(
        argument_spec={
            "connection": connection_argument(),
            "alarm": {"type": "str", "choices": ["NOSPACE", "CORRUPT"], "required": True},
            "member": {"type": "str", "default": ""},
            "state": {"type": "str", "choices": ["absent"], "default": "absent"},
        },
        supports_check_mode=True,
    )
    connection = connection_of(module)
    cluster = look(connection)
    if not cluster.members:
        module.fail_json(msg="nobody answers: " + "; ".join(cluster.silent))
    raised = cluster_facts(cluster)["alarms"]
    wanted = [each for each in raised if _is_meant(each, module.params)]
    left = [each for each in raised if each not in wanted]
    if wanted and not module.check_mode:
        try:
            gateway = cluster.best().gateway(connection)
            for each in wanted:
                gateway.call(
                    "maintenance/alarm",
                    {
                        "action": "DEACTIVATE",
                        "memberID": str(int(each["member_id"], 16)),
                        "alarm": each["alarm"],
                    },
                )
        except GatewayError as error:
            refused(module, error)
    module.exit_json(
        changed=bool(wanted),
        disarmed=wanted,
        alarms=left,
        diff={"before": {"alarms": raised}, "after": {"alarms": left}},
    )


def _is_meant(alarm: dict, given: dict) -> bool:
    of_member = given["member"] in ("", alarm["member_name"]) or (
        given["member"].lower() == alarm["member_id"]
    )
    return of_member and alarm["alarm"] == given["alarm"]


if __name__ == "__main__":
    main()
