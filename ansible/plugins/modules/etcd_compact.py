#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_compact
short_description: Drop the history of an etcd cluster before a safe revision
version_added: 0.1.0
description:
  - Compacts at a revision, so that reads and watches from it on stay possible, and waits until each
    member has removed the history from its database.
  - Nothing is changed where that revision, or a later one, was compacted before. A revision that
    does not exist yet is refused, and so is one that a member which answers has not applied.
  - Files do not shrink; M(drydock.etcd.etcd_defrag) does that.
options:
  keep:
    description:
      - How many revisions before the current one stay readable, for watches that are behind and for
        clients that page through a list. One of O(keep) and O(revision) is needed.
    type: int
  revision:
    description: Compact at exactly this revision.
    type: int
  physical:
    description:
      - Wait until every member that answers has removed the history. Each member is given a
        compaction to wait for, one revision apart, since only the member that is asked waits.
    type: bool
    default: true
  deadline:
    description: Seconds for each member to remove the history.
    type: float
    default: 600.0
extends_documentation_fragment:
  - drydock.etcd.connection
  - drydock.etcd.connection.changes
"""

EXAMPLES = r"""
- name: Drop the history but for the last 10000 revisions
  drydock.etcd.etcd_compact:
    connection: "{{ etcd_connection }}"
    keep: 10000
"""

RETURN = r"""
revision:
  description: The revision that is compacted at, or V(0) when there is no history to drop.
  returned: always
  type: int
current_revision:
  description: The lowest current revision of the members that answer.
  returned: always
  type: int
members:
  description:
    - Of each member that answers C(name), C(db_size_in_use_before) and C(db_size_in_use).
    - A server of 3.4 counts pages as free only with its next write.
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
from ansible_collections.drydock.etcd.plugins.module_utils.cluster import look
from ansible_collections.drydock.etcd.plugins.module_utils.compaction import (
    compact,
    is_compacted,
    target,
)
from ansible_collections.drydock.etcd.plugins.module_utils.gateway import GatewayError


def main():
    module = AnsibleModule(
        argument_spec={
            "connection": connection_argument(),
            "keep": {"type": "int"},
            "revision": {"type": "int"},
            "physical": {"type": "bool", "default": True},
            "deadline": {"type": "float", "default": 600.0},
        },
        required_one_of=[("keep", "revision")],
        mutually_exclusive=[("keep", "revision")],
        supports_check_mode=True,
    )
    given = module.params
    for name in ("keep", "revision"):
        if given[name] is not None and given[name] < 0:
            module.fail_json(msg=f"{name} is {given[name]}: expected 0 or more")
    connection = connection_of(module)
    before = look(connection)
    if not before.answering:
        module.fail_json(msg="nobody answers: " + "; ".join(before.silent))
    current = min(each.status.revision for each in before.answering)
    if given["revision"] is not None and given["revision"] > current:
        module.fail_json(
            msg=f"revision is {given['revision']}: the members have applied only up to {current}"
        )
    revision = target(current, given["keep"], given["revision"])
    try:
        needed = not is_compacted(before, connection, revision)
        if needed and not module.check_mode:
            everyone = before.answering if given["physical"] else [before.best()]
            compact(everyone, connection, revision, given["physical"], given["deadline"])
    except GatewayError as error:
        refused(module, error, revision=revision)
    _exit(module, connection, before, needed, {"revision": revision, "current_revision": current})


def _exit(module, connection, before, changed: bool, facts: dict) -> None:
    after = look(connection) if changed and not module.check_mode else before
    rows = []
    for member in before.answering:
        row = {"name": member.name, "db_size_in_use_before": member.status.db_size_in_use}
        now = after.by_id(member.id)
        if now is not None and now.status is not None:
            row["db_size_in_use"] = now.status.db_size_in_use
        rows.append(row)
    diff = {"before": {}, "after": {}}
    if changed:
        diff = {
            "before": {"compacted_at": "an earlier revision"},
            "after": {"compacted_at": facts["revision"]},
        }
    module.exit_json(changed=changed, members=rows, diff=diff, **facts)


if __name__ == "__main__":
    main()
