# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import re
import shutil
import ssl
import subprocess
import sys

from ansible_collections.drydock.etcd.tests.unit.support import ROOT, openssl_certificates

ROLE = ROOT / "ansible" / "roles" / "etcd_monitor"
PARTS = ROOT / "ansible" / "plugins" / "module_utils"


def promtool(*arguments: str, cwd) -> None:
    install = str(ROOT / "ansible" / "install-promtool")
    tool = subprocess.run([install], capture_output=True, text=True, check=True).stdout.strip()
    done = subprocess.run(
        [tool, *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rules_raise_what_they_are_to_raise_and_nothing_else(tmp_path):
    shutil.copy(ROLE / "files" / "etcd.rules.yml", tmp_path)
    shutil.copy(ROOT / "ansible" / "tests" / "monitor" / "rules_test.yml", tmp_path)
    promtool("check", "rules", "etcd.rules.yml", cwd=tmp_path)
    promtool("test", "rules", "rules_test.yml", cwd=tmp_path)


def test_every_question_of_the_dashboard_is_one(tmp_path):
    board = json.loads((ROLE / "files" / "etcd.dashboard.json").read_text())
    questions = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(questions) > 12
    rules = [{"record": f"q{place}", "expr": each} for place, each in enumerate(questions)]
    (tmp_path / "q.yml").write_text(json.dumps({"groups": [{"name": "q", "rules": rules}]}))
    promtool("check", "rules", "q.yml", cwd=tmp_path)


def test_both_servers_have_the_metrics_that_are_asked_for():
    text = (ROLE / "files" / "etcd.rules.yml").read_text()
    text += (ROLE / "files" / "etcd.dashboard.json").read_text()
    asked = {re.sub("_bucket$", "", each) for each in re.findall(r"\betcd_[a-z_]+\b", text)}
    node = ROOT / "node" / "src" / "main" / "java"
    known = "".join(path.read_text() for path in node.rglob("*.java"))
    assert {each for each in asked if each not in known} == set()


def test_members_that_agree_and_certificates_are_told(own, tmp_path):
    cluster = own(size=3)
    cluster.etcdctl("put", "a", "b")
    package = tmp_path / "lib" / "drydock_etcd"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    for name in ("cluster", "gateway", "hashes"):
        shutil.copy(PARTS / f"{name}.py", package)
    shutil.copy(ROLE / "files" / "watch.py", package)
    files = openssl_certificates(tmp_path)
    worker = cluster.look().worker().name
    other = next(each.name for each in cluster.members if each.name != worker)

    def watch(member: str, certificates: list) -> tuple[str, str]:
        given = {
            "cluster_name": "prod",
            "member": member,
            "connection": cluster.arguments(),
            "certificates": certificates,
            "metrics_file": str(tmp_path / "out.prom"),
        }
        (tmp_path / "config.json").write_text(json.dumps(given))
        done = subprocess.run(
            [sys.executable, "-m", "drydock_etcd.watch", str(tmp_path / "config.json")],
            env=dict(os.environ, PYTHONPATH=str(tmp_path / "lib")),
            capture_output=True,
            text=True,
            check=True,
        )
        return (tmp_path / "out.prom").read_text(), done.stdout

    told, said = watch(worker, [files["server.crt"], "/nowhere.crt"])
    assert 'drydock_etcd_members_hash_agree{cluster="prod"} 1\n' in told
    assert 'drydock_etcd_members_hashed{cluster="prod"} 3\n' in told
    assert said.startswith("/nowhere.crt: ") and len(said.splitlines()) == 1
    decoded = ssl._ssl._test_decode_cert(files["server.crt"])  # what openssl is compared with
    expires = int(ssl.cert_time_to_seconds(decoded["notAfter"]))
    assert f'file="{files["server.crt"]}"}} {expires}\n' in told
    told, _said = watch(other, [])
    assert "hash" not in told and 'members_answering{cluster="prod"} 3\n' in told
    cluster.stop()
    told, said = watch(worker, [])
    assert 'members_answering{cluster="prod"} 0\n' in told and "connection refused" in said
