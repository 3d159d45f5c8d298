# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ansible_collections.drydock.etcd.plugins.module_utils.gateway import (
    Connection,
    Gateway,
    GatewayError,
    b64,
    unb64,
)
from ansible_collections.drydock.etcd.tests.unit.support import (
    COLLECTIONS,
    ROOT,
    EtcdCluster,
    drydock,
)


class Writer:
    """Writes keys one after the other, whatever happens, and logs what was acknowledged."""

    def __init__(self, cluster: EtcdCluster, value: str = "x"):
        self._gateways = [Gateway(url, Connection((url,), timeout=5.0)) for url in cluster.urls]
        self._value = value
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self.acknowledged: dict[str, int] = {}
        self.refused: list[str] = []

    def __enter__(self) -> Writer:
        self._thread.start()
        return self

    def __exit__(self, *_unused) -> None:
        self._ended.set()
        self._thread.join()

    def _write(self) -> None:
        number = 0
        while not self._ended.wait(0.01):
            number += 1
            key = f"writer/{number:06}"
            gateway = self._gateways[number % len(self._gateways)]
            try:
                answer = gateway.call("kv/put", {"key": b64(key), "value": b64(self._value)})
                self.acknowledged[key] = int(answer["header"]["revision"])
            except GatewayError as refused:
                self.refused.append(refused.reason)

    def lost(self) -> list[str]:
        """Acknowledged keys that the cluster has not."""
        question = {"key": b64("writer/"), "range_end": b64("writer0"), "keys_only": True}
        answer = self._gateways[0].call("kv/range", question, timeout=30)
        there = {unb64(each["key"]).decode(): int(each["mod_revision"]) for each in answer["kvs"]}
        return [key for key, revision in self.acknowledged.items() if there.get(key) != revision]


class Site:
    """Members on this machine as the hosts of an inventory: the local connection, no become."""

    def __init__(self, cluster: EtcdCluster, folder: Path):
        self.cluster = cluster
        self.folder = folder
        hosts = {}
        for member, url in zip(cluster.members, cluster.urls):
            hosts[member.name] = {
                "etcd_data_dir": str(member.data_dir),
                "etcd_client_url": url,
                "etcd_peer_url": cluster.peers[len(hosts)],
                "etcd_service": f"etcd-{member.name}",
                "etcd_backup_dir": str(folder / "backups" / member.name),
            }
        everywhere = {
            "ansible_connection": "local",
            "ansible_become": False,
            "ansible_python_interpreter": sys.executable,
            "etcd_cluster_name": "prod",
            "etcd_tls_enabled": False,
            "etcd_endpoints": cluster.urls,
            "etcd_user": "root",
            "etcd_tools_command": drydock(),
        }
        inventory = {"all": {"vars": everywhere, "children": {"etcd": {"hosts": hosts}}}}
        (folder / "hosts.yml").write_text(json.dumps(inventory))
        self._units = folder / "units"
        self._units.mkdir()
        shutil.copy(Path(__file__).with_name("systemctl"), folder / "systemctl")
        for member in cluster.members:
            unit = {"command": member.command, "pid": member.pid}
            (self._units / f"etcd-{member.name}.json").write_text(json.dumps(unit))
        (folder / "backups").mkdir()

    def play(self, name: str, *flags: str, rc: int = 0, **variables) -> dict:
        """Runs a playbook, which must end with `rc`: how much it changed, what it printed."""
        environment = dict(
            os.environ,
            ANSIBLE_CONFIG=str(ROOT / "playbooks" / "ansible.cfg"),
            ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS),
            DRYDOCK_UNITS=str(self._units),
            PATH=f"{self.folder}:{os.environ['PATH']}",
            ANSIBLE_LOCAL_TEMP=str(self.folder / "tmp"),
            PYTHONDONTWRITEBYTECODE="1",
        )
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "hosts.yml"]
        command += [str(ROOT / "playbooks" / name), "-e", json.dumps(variables), *flags]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        assert done.returncode == rc, done.stdout[-6000:] + done.stderr[-2000:]
        recap = done.stdout[done.stdout.index("PLAY RECAP") :]
        changed = sum(int(each.split()[0]) for each in recap.split("changed=")[1:])
        # YAML folds long lines: sentences are looked for in text, tasks and hosts in lines.
        lines = done.stdout.splitlines()
        return {"text": " ".join(done.stdout.split()), "lines": lines, "changed": changed}


@pytest.fixture
def site(tmp_path):
    """Makes a cluster and its inventory; members are stopped with the test."""
    made = []

    def make(**options) -> Site:
        folder = tmp_path / "members"
        folder.mkdir()
        cluster = EtcdCluster(folder, **options)
        made.append(cluster)
        return Site(cluster.start(), tmp_path)

    yield make
    for cluster in made:
        cluster.stop()
    for unit in (tmp_path / "units").glob("*.json"):
        pid = json.loads(unit.read_text())["pid"]
        if pid and not any(member.pid == pid for member in made[0].members):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def writer():
    """The class, for `with writer(cluster) as log`."""
    return Writer
