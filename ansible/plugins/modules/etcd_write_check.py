#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_write_check
short_description: Prove that an etcd cluster takes writes
version_added: 0.1.0
description:
  - Writes a key, reads it back from every member that answers, and deletes it. The key must not be
    there before.
  - Nothing but two revisions of the history remains, so that it reports no change. In check mode it
    writes nothing.
options:
  key:
    description: The key.
    type: str
    required: true
extends_documentation_fragment:
  - drydock.etcd.connection
attributes:
  check_mode:
    description: Can run in check mode and tell what it would change, without changing it.
    support: full
  diff_mode:
    description: Returns what differs in diff mode.
    support: none
    details: No key remains changed.
"""

EXAMPLES = r"""
- name: Prove that writes are taken again
  drydock.etcd.etcd_write_check:
    connection: "{{ etcd_connection }}"
    key: drydock/write-check
"""

RETURN = r"""
revision:
  description: Revision of the write.
  returned: not in check mode
  type: int
members:
  description: Names of the members that have it.
  returned: not in check mode
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.arguments import (
    connection_argument,
    connection_of,
    refused,
)
from ansible_collections.drydock.etcd.plugins.module_utils.cluster import look
from ansible_collections.drydock.etcd.plugins.module_utils.gateway import GatewayError, b64


def main():
    module = AnsibleModule(
        argument_spec={
            "connection": connection_argument(),
            "key": {"type": "str", "required": True, "no_log": False},
        },
        supports_check_mode=True,
    )
    connection = connection_of(module)
    if module.check_mode:
        module.exit_json(changed=False)
    cluster = look(connection)
    try:
        revision = _write(module, cluster.best().gateway(connection))
        # A linearizable read of a member waits until it has applied the write.
        question = {"key": b64(module.params["key"]), "revision": str(revision)}
        for member in cluster.answering:
            if "kvs" not in member.gateway(connection).call("kv/range", question):
                module.fail_json(
                    msg=f"{member.label} does not have the write of revision {revision}"
                )
        cluster.best().gateway(connection).call("kv/deleterange", {"key": question["key"]})
    except GatewayError as error:
        refused(module, error)
    names = [member.name for member in cluster.answering]
    module.exit_json(changed=False, revision=revision, members=names)


def _write(module, gateway) -> int:
    """Puts the key if it is not there; the revision."""
    key = b64(module.params["key"])
    answer = gateway.call(
        "kv/txn",
        {
            "compare": [{"key": key, "target": "VERSION", "result": "EQUAL", "version": "0"}],
            "success": [{"request_put": {"key": key, "value": b64("written and deleted again")}}],
        },
    )
    if not answer.get("succeeded"):
        module.fail_json(msg=f"the key {module.params['key']!r} is there: choose another")
    return int(answer["header"]["revision"])


if __name__ == "__main__":
    main()
