# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.drydock.etcd.tests.unit.support import ROOT, drydock

PARTS = [
    ROOT / "ansible" / "plugins" / "module_utils" / name
    for name in ("backups", "cluster", "gateway")
]
PROGRAM = ROOT / "ansible" / "roles" / "etcd_backup" / "files" / "nightly.py"


class Host:
    """One host as the role leaves it: the package, a configuration, a folder of backups."""

    def __init__(self, folder: Path, cluster, member: str, **more):
        self.folder = folder / member
        package = self.folder / "lib" / "drydock_etcd"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("")
        for source in [part.with_suffix(".py") for part in PARTS] + [PROGRAM]:
            shutil.copy(source, package)
        self.backups = self.folder / "backups"
        self.backups.mkdir()
        self.metrics = self.folder / "etcd_backup.prom"
        given = {
            "cluster_name": "prod",
            "member": member,
            "connection": cluster.arguments(),
            "drydock": drydock(),
            "dir": str(self.backups),
            "prefix": "etcd",
            "compress": "zstd",
            "keep": {"keep": 2},
            "takeover": 30,
            "period": 600,
            "deadline": 60,
            "metrics_file": str(self.metrics),
            "after": [],
        }
        self.config = self.folder / "backup.json"
        self.config.write_text(json.dumps(dict(given, **more)))

    def start(self, *flags: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "drydock_etcd.nightly", str(self.config), *flags],
            env=dict(os.environ, PYTHONPATH=str(self.folder / "lib"), PYTHONDONTWRITEBYTECODE="1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *flags: str) -> tuple[int, str]:
        process = self.start(*flags)
        said = process.communicate(timeout=120)[0]
        return process.returncode, said

    @property
    def files(self) -> list[str]:
        return sorted(each for each in os.listdir(self.backups) if not each.endswith(".json"))

    @property
    def gauges(self) -> dict:
        rows = [line for line in self.metrics.read_text().splitlines() if line[0] != "#"]
        names = [row.split("{")[0].replace("drydock_etcd_backup_", "") for row in rows]
        assert all('{cluster="prod"} ' in row for row in rows), rows
        return dict(zip(names, (float(row.split()[-1]) for row in rows)))


def hosts_of(cluster, folder: Path, **more) -> list[Host]:
    return [Host(folder, cluster, each.name, **more) for each in cluster.members]


def followers(cluster) -> list[str]:
    leader = cluster.look().leader.name
    return sorted(each.name for each in cluster.members if each.name != leader)


def test_one_follower_takes_it_and_nobody_a_second(own, tmp_path):
    cluster = own(size=3)
    cluster.etcdctl("put", "canary", "sings")
    hosts = hosts_of(cluster, tmp_path)
    running = [host.start() for host in hosts]
    said = [each.communicate(timeout=120)[0] for each in running]
    assert [each.returncode for each in running] == [0, 0, 0], said
    taken = [host for host in hosts if host.files]
    assert len(taken) == 1 and taken[0].folder.name == followers(cluster)[0], said
    assert sum("another member has taken" in each for each in said) == 2
    assert taken[0].gauges["proven_files"] == taken[0].gauges["last_run_success"] == 1
    assert taken[0].gauges["newest_revision"] == 2
    others = [host for host in hosts if host is not taken[0]]
    assert [host.gauges["proven_files"] for host in others] == [0, 0]
    assert "newest_revision" not in others[0].gauges
    again = taken[0].run()
    assert again == (0, "another member has taken tonight's backup\n")
    assert taken[0].run("--now")[0] == 0 and len(taken[0].files) == 2
    keys = cluster.etcdctl("get", "", "--prefix", "--keys-only")
    assert keys.split() == ["canary"]


def test_another_follower_takes_it_when_the_first_is_dead(own, tmp_path):
    cluster = own(size=3)
    first, second = followers(cluster)
    cluster.by_name(first).stop()
    hosts = {host.folder.name: host for host in hosts_of(cluster, tmp_path)}
    code, said = hosts[second].run()
    assert code == 0 and len(hosts[second].files) == 1, said


def test_a_member_whose_disk_fails_lets_another_take_it(own, tmp_path):
    cluster = own(size=3)
    first, second = followers(cluster)
    hosts = {host.folder.name: host for host in hosts_of(cluster, tmp_path, takeover=3)}
    shutil.rmtree(hosts[first].backups)
    code, said = hosts[first].run()
    assert code == 2 and "failed: " in said
    code, said = hosts[second].run()
    assert code == 0 and len(hosts[second].files) == 1, said


def test_a_full_quota_is_backed_up_without_leases(own, tmp_path):
    cluster = own(flags=["--quota-backend-bytes", "40000"])
    cluster.etcdctl("put", "k", "x" * 60000, check=False)
    assert "NOSPACE" in cluster.etcdctl("alarm", "list")
    host = hosts_of(cluster, tmp_path)[0]
    code, said = host.run()
    assert code == 0 and len(host.files) == 1, said
    assert "database space exceeded): going on without a claim" in said


def test_what_follows_a_backup_gets_its_name_and_its_failure_counts(own, tmp_path):
    cluster = own()
    name = tmp_path / "name"
    host = Host(tmp_path, cluster, "m1", after=["sh", "-c", f'echo "$1" > {name}; exit 7', "sh"])
    code, said = host.run()
    assert code == 1 and said.rstrip().endswith("ended with 7")
    assert name.read_text().strip() == str(host.backups / host.files[0])
    assert host.gauges["last_run_success"] == 0


@pytest.mark.parametrize(
    "text, words", [("{", "configuration: "), ("{}", "'connection'"), ("[]", "configuration: ")]
)
def test_a_wrong_configuration_is_named(three, tmp_path, text, words):
    host = Host(tmp_path, three, "m1")
    host.config.write_text(text)
    code, said = host.run()
    assert code == 2 and words in said


def test_nobody_there_is_said(three, tmp_path):
    nobody = {"endpoints": ["http://127.0.0.1:1"], "timeout": 1}
    host = Host(tmp_path, three, "m1", connection=nobody, takeover=0)
    code, said = host.run()
    assert code == 3 and "failed: nobody answers: http://127.0.0.1:1: connection refused" in said
