#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_fsck_info
short_description: Whether an etcd server will start on data directories, and what is wrong with
  them
version_added: 0.1.0
description:
  - Runs C(drydock fsck) on data directories of this host, of running members too. Writes nothing
    and takes no lock.
  - Damage is a fact, no failure, but where O(fail_on) says so.
options:
  data_dirs:
    description: Data directories to judge.
    type: list
    elements: path
    required: true
  peers:
    description: Data directories of other members, copied here, to compare with only.
    type: list
    elements: path
    default: []
  wal_dir:
    description: The folder of the WAL, where the server has one of its own; with one directory
      only.
    type: path
  etcd_version:
    description: Judge the start of this release, such as V(3.6). Without it, of the one that wrote
      the directory.
    type: str
  fail_on:
    description: V(error) fails when a finding is an error, V(warning) also when it is a warning.
    type: str
    choices: [never, error, warning]
    default: never
extends_documentation_fragment:
  - drydock.etcd.connection.executable
  - drydock.etcd.connection.reads
"""

EXAMPLES = r"""
- name: Judge the directory of this member
  drydock.etcd.etcd_fsck_info:
    data_dirs: ["{{ etcd_data_dir }}"]
  register: judged

- name: Say what is to be done
  ansible.builtin.debug:
    msg: "{{ judged.next }}"
  when: not judged.sound
"""

RETURN = r"""
sound:
  description: Whether no finding is an error, in no directory and between none.
  returned: always
  type: bool
directories:
  description: One element a directory, with C(verdict) and C(findings); see C(fsck/1) in
    docs/json.md.
  returned: always
  type: list
  elements: dict
comparison:
  description: What differs between directories.
  returned: with several directories
  type: dict
next:
  description: Command lines to type next, those for the worst first.
  returned: always
  type: list
  elements: str
codes:
  description: Codes of all findings that are errors or warnings, each once.
  returned: always
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.drydock import executable_argument, run

GRAVE = {"never": (), "error": ("error",), "warning": ("error", "warning")}


def main():
    module = AnsibleModule(
        argument_spec={
            "drydock": executable_argument(),
            "data_dirs": {"type": "list", "elements": "path", "required": True},
            "peers": {"type": "list", "elements": "path", "default": []},
            "wal_dir": {"type": "path"},
            "etcd_version": {"type": "str"},
            "fail_on": {"type": "str", "choices": list(GRAVE), "default": "never"},
        },
        supports_check_mode=True,
    )
    given = module.params
    arguments = ["fsck"] + given["data_dirs"] + [f"--peer={each}" for each in given["peers"]]
    for name in ("wal_dir", "etcd_version"):
        if given[name]:
            arguments.append(f"--{name.replace('_', '-')}={given[name]}")
    document = run(module, arguments).document
    findings = all_findings(document)
    codes = sorted({each["code"] for each in findings if each["severity"] in GRAVE["warning"]})
    facts = {
        "sound": document["sound"],
        "directories": document["directories"],
        "next": document.get("next", []),
        "codes": codes,
    }
    if "comparison" in document:
        facts["comparison"] = document["comparison"]
    bad = [each for each in findings if each["severity"] in GRAVE[given["fail_on"]]]
    if bad:
        said = "; ".join(f"{each['code']}: {each['message']}" for each in bad[:3])
        module.fail_json(msg=f"{len(bad)} findings: {said}", **facts)
    module.exit_json(changed=False, **facts)


def all_findings(document: dict) -> list:
    """Those of each directory, then those between them."""
    places = document["directories"] + [document.get("comparison", {})]
    return [finding for place in places for finding in place.get("findings", [])]


if __name__ == "__main__":
    main()
