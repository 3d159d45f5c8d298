#!/usr/bin/python
# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = r"""
module: etcd_restore_drill
short_description: Restore an etcd backup in a temporary place, start a server on it, and read from
  it
version_added: 0.1.0
description:
  - The proof that a backup can be restored. It is restored below O(scratch) as the only member of a
    new cluster, a server is started on it that listens on 127.0.0.1 alone, at ports that are free,
    canary keys are read, and the hash of the whole store is compared with that of the manifest.
    Then the server is ended and the place removed, whatever came of it.
  - Nothing of a running cluster is touched.
options:
  snapshot:
    description: The backup.
    type: path
    required: true
  server:
    description: The server to start, such as that of the cluster.
    type: path
    default: /usr/bin/etcd
  etcd_version:
    description: Release line of O(server), such as V(3.5). Without it, that of the backup.
    type: str
  canaries:
    description: Keys that must be there.
    type: list
    elements: str
    default: []
  manifest:
    description: The backup's manifest, whose hash is compared; without it the file beside the
      backup is read.
    type: dict
  scratch:
    description: Where to work. It needs room for the database.
    type: path
    default: /var/tmp
  deadline:
    description: Seconds for the server to serve.
    type: float
    default: 120.0
extends_documentation_fragment:
  - drydock.etcd.connection.executable
attributes:
  check_mode:
    description: Can run in check mode and return what it would without it.
    support: full
    details: In check mode the plan of the restore is made, and nothing is written.
  diff_mode:
    description: Returns what differs in diff mode.
    support: none
    details: Nothing remains changed.
"""

EXAMPLES = r"""
- name: Drill the newest backup
  drydock.etcd.etcd_restore_drill:
    snapshot: "{{ kept.newest }}"
    canaries: [canary]
"""

RETURN = r"""
revision:
  description: Revision of the store that was served.
  returned: when the server was started
  type: int
keys:
  description: Number of keys in it.
  returned: when the server was started
  type: int
hash:
  description: HashKV that the server gave.
  returned: when it has one on its gateway
  type: str
hash_compared:
  description: Whether it was compared; servers of 3.4 do not give it.
  returned: when the server was started
  type: bool
seconds:
  description: How long a restore to a server that answers took.
  returned: when the server was started
  type: float
"""

import json
import os
import shutil
import socket
import tempfile
import time

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.drydock.etcd.plugins.module_utils.cluster import look
from ansible_collections.drydock.etcd.plugins.module_utils.drydock import executable_argument, run
from ansible_collections.drydock.etcd.plugins.module_utils.gateway import (
    Connection,
    GatewayError,
    b64,
)
from ansible_collections.drydock.etcd.plugins.module_utils.hashes import hash_kv
from ansible_collections.drydock.etcd.plugins.module_utils.server import start


def main():
    module = AnsibleModule(
        argument_spec={
            "drydock": executable_argument(),
            "snapshot": {"type": "path", "required": True},
            "server": {"type": "path", "default": "/usr/bin/etcd"},
            "etcd_version": {"type": "str"},
            "canaries": {"type": "list", "elements": "str", "default": [], "no_log": False},
            "manifest": {"type": "dict"},
            "scratch": {"type": "path", "default": "/var/tmp"},
            "deadline": {"type": "float", "default": 120.0},
        },
        supports_check_mode=True,
    )
    manifest = _manifest(module)
    try:
        folder = tempfile.mkdtemp(prefix="etcd-drill-", dir=module.params["scratch"])
    except OSError as failed:
        module.fail_json(msg=f"scratch: {module.params['scratch']}: {failed.strerror}")
    module.add_cleanup_file(folder)
    begin = time.monotonic()
    client, peer = _free_ports()
    restore = _restore_arguments(module.params, folder, peer)
    try:
        if module.check_mode:
            plan = run(module, restore + ["--dry-run"]).document
            module.exit_json(changed=False, plan=plan)
        run(module, restore)
        facts = _serve(module, folder, (client, peer), manifest)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    facts["seconds"] = round(time.monotonic() - begin, 3)
    module.exit_json(changed=False, **facts)


def _manifest(module) -> dict:
    """The manifest given, or the one beside the backup; none for a backup that has none."""
    if module.params["manifest"] is not None:
        return module.params["manifest"]
    try:
        with open(module.params["snapshot"] + ".json", encoding="utf-8") as file:
            document = json.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as failed:
        module.fail_json(msg=f"{module.params['snapshot']}.json: {failed}")
    return document.get("manifest", document)


def _free_ports() -> list:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _unused in range(2)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _restore_arguments(given: dict, folder: str, peer: int) -> list:
    url = f"http://127.0.0.1:{peer}"
    arguments = ["snapshot", "restore", given["snapshot"], "--data-dir=" + folder + "/data"]
    arguments += ["--name=drill", "--initial-cluster=drill=" + url, "--drop-alarms"]
    arguments += ["--initial-advertise-peer-urls=" + url, "--initial-cluster-token=" + folder]
    if given["etcd_version"]:
        arguments.append("--etcd-version=" + given["etcd_version"])
    return arguments


def _serve(module, folder: str, ports: tuple, manifest: dict) -> dict:
    client, peer = (f"http://127.0.0.1:{port}" for port in ports)
    command = [module.params["server"], "--name", "drill", "--data-dir", folder + "/data"]
    command += ["--listen-client-urls", client, "--advertise-client-urls", client]
    command += ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer]
    command += ["--initial-cluster", "drill=" + peer, "--quota-backend-bytes", str(8 << 30)]
    with open(folder + "/log", "w+b") as log:
        try:
            server = start(command, folder, log)
        except OSError as failed:
            module.fail_json(msg=f"server: {command[0]}: {failed.strerror}")
        try:
            return _ask(module, server, Connection((client,), timeout=10.0), manifest)
        finally:
            server.kill()
            server.wait()


def _ask(module, server, connection: Connection, manifest: dict) -> dict:
    member = _wait(module, server, connection)
    try:
        gateway = member.gateway(connection)
        everything = {"key": b64("\0"), "range_end": b64("\0"), "count_only": True}
        counted = gateway.call("kv/range", everything)
        facts = {
            "revision": int(counted["header"]["revision"]),
            "keys": int(counted.get("count", 0)),
            "hash_compared": False,
        }
        for key in module.params["canaries"]:
            if "kvs" not in gateway.call("kv/range", {"key": b64(key)}):
                module.fail_json(
                    msg=f"the canary {key!r} is not in {module.params['snapshot']}", **facts
                )
    except GatewayError as failed:
        module.fail_json(msg=f"the drill's server: {failed}")
    return _compare(module, member, connection, manifest, facts)


def _compare(module, member, connection, manifest: dict, facts: dict) -> dict:
    if "hash_kv" not in manifest:
        return facts
    try:
        found = hash_kv(member, connection, int(manifest["hash_kv_revision"]))
    except GatewayError as failed:
        module.warn(f"the hash is not compared: {failed.reason}")
        return facts
    facts["hash"] = format(found["hash"], "x")
    facts["hash_compared"] = True
    if found["hash"] != int(manifest["hash_kv"], 16):
        module.fail_json(
            msg=f"{module.params['snapshot']}: the server's HashKV at revision"
            f" {manifest['hash_kv_revision']} is {facts['hash']},"
            f" the manifest has {manifest['hash_kv']}",
            **facts,
        )
    return facts


def _wait(module, server, connection: Connection):
    deadline = time.monotonic() + module.params["deadline"]
    while True:
        cluster = look(connection)
        if cluster.leader is not None and cluster.leader.status is not None:
            return cluster.leader
        code = server.poll()
        if code is not None:
            module.fail_json(msg=f"the drill's server ended with {code}", log=_end_of_log(server))
        if time.monotonic() > deadline:
            module.fail_json(msg="the drill's server does not serve: " + "; ".join(cluster.silent))
        time.sleep(0.2)


def _end_of_log(server) -> list:
    path = os.path.join(os.path.dirname(server.args[server.args.index("--data-dir") + 1]), "log")
    with open(path, encoding="utf-8", errors="replace") as log:
        return log.read().splitlines()[-20:]


if __name__ == "__main__":
    main()
