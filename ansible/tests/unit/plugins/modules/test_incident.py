# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile

from ansible_collections.drydock.etcd.plugins.module_utils.incident import compare_entries
from ansible_collections.drydock.etcd.tests.unit.support import drydock, run_module, tree


def test_three_running_members_are_collected_compared_and_packed(own, tmp_path):
    cluster = own(size=3)
    for number in range(20):
        cluster.etcdctl("put", f"k{number}", "v")
    victim = cluster.by_name("m2")
    victim.stop()
    segment = next((victim.data_dir / "member" / "wal").glob("*.wal"))
    with open(segment, "r+b") as file:
        file.seek(1500)
        file.write(b"\xff" * 16)
    before = tree(victim.data_dir)
    sources = []
    for member in cluster.members:
        dest = str(tmp_path / f"{member.name}.tar.gz")
        given = {"drydock": drydock(), "member": member.name, "data_dir": str(member.data_dir)}
        collected = run_module("etcd_incident", dest=dest, **given)
        assert collected["rc"] == 0, collected
        sources.append(dest)
    assert tree(victim.data_dir) == before
    whole = str(tmp_path / "incident.tar.zst")
    merged = run_module("etcd_incident_merge", sources=sources, dest=whole)
    assert merged["damaged"] == ["m2"], merged["table"]
    assert merged["compared"] >= 20 and merged["first_divergent_index"] == ""
    assert len(merged["table"]) == 4 and " WAL-" in merged["table"][2]
    plain = tmp_path / "plain.tar"
    subprocess.run(["zstd", "-q", "-d", "-o", str(plain), whole], check=True)
    with tarfile.open(plain) as archive:
        files = {each.name: archive.extractfile(each).read() for each in archive}
    sums = json.loads(files["incident/manifest.json"])["sha256"]
    assert set(files) == {"incident/" + each for each in sums} | {"incident/manifest.json"}
    for name, expected in sums.items():
        assert hashlib.sha256(files["incident/" + name]).hexdigest() == expected
    for member in ("m1", "m2", "m3"):
        assert files[f"incident/{member}/report.html"].startswith(b"<!")


def test_the_first_entry_that_differs_is_found():
    def files(**entries):
        rows = {key[1:]: value for key, value in entries.items()}
        return {"entry-digests.json": json.dumps(rows).encode()}

    same = files(i9=["2", "a"], i10=["2", "b"], i11=["2", "c"])
    other = files(i10=["2", "x"], i11=["2", "y"], i12=["2", "z"])
    assert compare_entries({"a": same, "b": same}) == (3, "")
    assert compare_entries({"a": same, "b": other}) == (2, "10")
    assert compare_entries({"a": same, "b": {}}) == (0, "")


def test_what_cannot_be_written_is_named(tmp_path):
    given = {"member": "m1", "data_dir": str(tmp_path), "drydock": "/nowhere/drydock"}
    failed = run_module("etcd_incident", dest="/nowhere/x.tar.gz", **given)
    assert failed["rc"] == 1 and failed["msg"].startswith("/nowhere/x.tar.gz")
    wrong = run_module("etcd_incident_merge", sources=[], dest="x.zip")
    assert "ends neither with .tar.zst nor with .tar.gz" in wrong["msg"]
    absent = run_module("etcd_incident_merge", sources=["/nowhere/a"], dest="/tmp/x.tar.gz")
    assert "No such file or directory" in absent["msg"]


def test_what_fills_a_database_is_told_and_writes_are_proven(own):
    cluster = own(flags=["--quota-backend-bytes", "2000000"])
    for _unused in range(25):
        cluster.etcdctl("put", "/registry/pods/a", "x" * 100_000, check=False)
    refused = run_module("etcd_write_check", connection=cluster.arguments(), key="canary")
    assert refused["rc"] == 1 and refused["msg"].endswith(
        "etcdserver: mvcc: database space exceeded"
    )
    path = str(cluster.members[0].data_dir)
    told = run_module("etcd_du_info", drydock=drydock(), path=path)
    assert told["du"]["size_bytes"] > 1_500_000
    assert any(each.startswith("/registry/pods/: 1 keys of 1000") for each in told["lines"]), told
    connection = cluster.arguments()
    given = {"connection": connection, "member": "m1", "min_bytes": 0, "min_percent": 0}
    assert run_module("etcd_compact", connection=connection, keep=0)["changed"]
    done = run_module("etcd_defrag", allow_alarms=["NOSPACE"], accept_outage=True, **given)
    assert done["db_size"] < 300_000, done
    assert run_module("etcd_alarm", connection=connection, alarm="NOSPACE")["changed"]
    proven = run_module("etcd_write_check", connection=connection, key="canary")
    assert (proven["rc"], proven["members"]) == (0, ["m1"])
    assert cluster.etcdctl("get", "canary") == ""
    taken = run_module("etcd_write_check", connection=connection, key="/registry/pods/a")
    assert "is there: choose another" in taken["msg"]


def test_a_full_database_is_recovered_without_the_server(own):
    cluster = own(flags=["--quota-backend-bytes", "2000000"])
    for _unused in range(25):
        cluster.etcdctl("put", "k", "x" * 100_000, check=False)
    member = cluster.members[0]
    given = {"drydock": drydock(), "data_dir": str(member.data_dir)}
    running = run_module("etcd_offline_compact", revision=10, **given)
    assert running["rc"] == 1 and "drydock compact" in running["msg"], running
    member.stop()
    told = run_module("etcd_du_info", drydock=drydock(), path=str(member.data_dir))
    arguments = dict(given, revision=told["revision"])
    plan = run_module("etcd_offline_compact", check=True, **arguments)
    assert plan.get("changed") and member.database.stat().st_size > 1_500_000, plan
    done = run_module("etcd_offline_compact", **arguments)
    assert done["changed"] and done["compacted"]["verified"], done
    assert member.database.stat().st_size < 300_000
    assert not run_module("etcd_offline_compact", **arguments)["changed"]
    member.start()
    assert run_module("etcd_alarm", connection=cluster.arguments(), alarm="NOSPACE")["changed"]
    proven = run_module("etcd_write_check", connection=cluster.arguments(), key="canary")
    assert proven["rc"] == 0, proven
    assert cluster.etcdctl("alarm", "list") == ""
