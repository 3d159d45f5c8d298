# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ansible_collections.drydock.etcd.plugins.module_utils.backups import (
    newest_proven,
    seconds_of,
)
from ansible_collections.drydock.etcd.tests.unit.support import (
    binary,
    drydock,
    run_module,
    tree,
    unpacked,
)


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """A real directory of 3.5.30 with a snapshot beside it."""
    return unpacked(tmp_path_factory.mktemp("single"), "v3.5/etcd-3.5.30-single")


@pytest.fixture(scope="module")
def data_dir(single):
    return next(path.parent for path in single.rglob("member") if path.is_dir())


def test_a_backup_is_proven_kept_and_not_taken_twice(three, tmp_path):
    three.etcdctl("put", "canary", "sings")
    arguments = {"connection": three.arguments(), "drydock": drydock(), "dir": str(tmp_path)}
    plan = run_module("etcd_snapshot", check=True, **arguments)
    assert plan["changed"] and os.listdir(tmp_path) == []
    chosen = next(each for each in plan["plan"]["members"] if each["chosen"])
    assert chosen["role"] == "follower"
    done = run_module("etcd_snapshot", keep=1, **arguments)
    assert done["changed"], done
    assert sorted(os.listdir(tmp_path)) == [
        os.path.basename(done["file"]),
        os.path.basename(done["file"]) + ".json",
    ]
    assert done["manifest"]["linearizable"] and int(done["manifest"]["revision"]) >= 2
    young = run_module("etcd_snapshot", max_age=3600, **arguments)
    assert not young["changed"] and young["file"] == done["file"]
    assert young["manifest"] == done["manifest"]


def test_nobody_to_save_from_is_a_failure_and_leaves_nothing(tmp_path):
    refused = run_module(
        "etcd_snapshot",
        connection={"endpoints": ["http://127.0.0.1:1"], "timeout": 1},
        drydock=drydock(),
        dir=str(tmp_path),
    )
    assert refused["rc"] == 1 and refused["msg"].startswith("drydock snapshot save: ")
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there_is_named(three):
    refused = run_module(
        "etcd_snapshot", connection=three.arguments(), drydock=drydock(), dir="/nowhere"
    )
    assert refused["msg"] == "dir: /nowhere is no folder"


def test_the_newest_proven_backup_of_a_cluster_is_found():
    def row(file, state, taken, cluster="c1"):
        return {"file": file, "state": state, "taken": taken, "manifest": {"cluster_id": cluster}}

    listing = {
        "snapshots": [
            row("cut", "altered", "2026-11-20T09:00:00Z"),
            row("other", "proven", "2026-11-20T08:00:00Z", "c2"),
            row("old", "verified", "2026-11-20T06:00:00Z"),
            row("new", "proven", "2026-11-20T07:00:00.123456789Z"),
            {"file": "bare", "state": "unproven", "taken": "2026-11-20T09:00:00Z"},
        ]
    }
    assert newest_proven(listing, "c1").file == "new"
    assert newest_proven(listing, "c3") is None
    assert newest_proven(listing).file == "other"
    assert seconds_of("1970-01-01T00:01:00Z") == 60
    assert seconds_of("1970-01-01T00:01:00.5Z") == 60.5
    with pytest.raises(ValueError, match="is no time in UTC"):
        seconds_of("yesterday")


def test_a_sound_directory_is_told_and_left_as_it_is(data_dir):
    before = tree(data_dir)
    judged = run_module("etcd_fsck_info", drydock=drydock(), data_dirs=[str(data_dir)])
    assert (judged["rc"], judged["changed"], judged["sound"]) == (0, False, True)
    assert judged["directories"][0]["directory"] == str(data_dir)
    log = run_module(
        "etcd_wal_info", drydock=drydock(), data_dir=str(data_dir), stats=True, verify=True, tail=3
    )
    assert log["verify"]["verdict"] == "sound" and len(log["records"]) == 3
    assert log["segments"]["segments"] and log["stats"]["entries"] > 0
    assert tree(data_dir) == before


def test_a_torn_log_is_told_and_fails_where_that_is_asked(tmp_path):
    folder = unpacked(tmp_path, "v3.5/etcd-3.5.30-single")
    data_dir = next(path.parent for path in folder.rglob("member") if path.is_dir())
    segment = sorted((data_dir / "member" / "wal").glob("*.wal"))[0]
    damaged = bytearray(segment.read_bytes())
    damaged[2000] ^= 0x10
    segment.write_bytes(damaged)
    arguments = {"drydock": drydock(), "data_dirs": [str(data_dir)]}
    judged = run_module("etcd_fsck_info", **arguments)
    assert judged["rc"] == 0 and not judged["sound"] and "WAL-CRC" in judged["codes"]
    failed = run_module("etcd_fsck_info", fail_on="error", **arguments)
    assert failed["rc"] == 1 and "WAL-CRC: " in failed["msg"]
    log = run_module("etcd_wal_info", drydock=drydock(), data_dir=str(data_dir), verify=True)
    assert log["verify"]["verdict"] == "damaged"


def test_a_directory_that_is_not_there_fails_with_the_words_of_drydock():
    failed = run_module("etcd_fsck_info", drydock=drydock(), data_dirs=["/nowhere"])
    assert failed["rc"] == 1
    assert (
        failed["msg"] == "drydock fsck /nowhere: /nowhere: no such file or directory (exit code 3)"
    )


def test_a_drydock_that_is_not_there_is_named(data_dir):
    failed = run_module("etcd_fsck_info", drydock="/nowhere/drydock", data_dirs=[str(data_dir)])
    assert failed["rc"] == 1
    assert failed["msg"] == "drydock: /nowhere/drydock: No such file or directory"


def restore_arguments(snapshot: Path, target: Path, **more) -> dict:
    given = {
        "drydock": drydock(),
        "snapshot": str(snapshot),
        "data_dir": str(target),
        "name": "m1",
        "initial_cluster": "m1=http://127.0.0.1:1",
        "initial_cluster_token": "first",
        "peer_urls": ["http://127.0.0.1:1"],
        "cluster_name": "prod",
    }
    return dict(given, **more)


def test_a_restore_is_done_once_and_moves_old_data_aside_by_consent(single, tmp_path):
    snapshot = next(single.rglob("snapshot.db"))
    target = tmp_path / "data"
    plan = run_module("etcd_restore", check=True, **restore_arguments(snapshot, target))
    assert plan["changed"] and not target.exists() and plan["moved_aside"] == ""
    done = run_module("etcd_restore", **restore_arguments(snapshot, target))
    assert done["changed"] and done["hash_kv"], done
    assert int(done["revision"]) > 1_000_000_000
    assert os.listdir(tmp_path) == ["data"]
    assert not run_module("etcd_restore", **restore_arguments(snapshot, target))["changed"]
    again = restore_arguments(snapshot, target, initial_cluster_token="second")
    refused = run_module("etcd_restore", **again)
    assert (
        refused["rc"] == 1 and "confirm must be 'prod', the name of the cluster" in refused["msg"]
    )
    before = tree(target)
    moved = run_module("etcd_restore", confirm="prod", **again)
    assert moved["changed"] and moved["cluster_id"] != done["cluster_id"]
    assert tree(Path(moved["moved_aside"])) == before
    assert len(os.listdir(tmp_path)) == 2


def test_a_directory_of_a_running_member_is_not_restored_over(own, single):
    member = own().members[0]
    snapshot = next(single.rglob("snapshot.db"))
    arguments = restore_arguments(snapshot, member.data_dir, confirm="prod")
    refused = run_module("etcd_restore", **arguments)
    assert refused["rc"] == 1
    assert refused["msg"] == f"{member.data_dir}: a running server holds it; stop the member first"


def test_a_restored_cluster_starts_and_has_the_data(own, tmp_path):
    old = own()
    old.etcdctl("put", "canary", "sings")
    saved = run_module(
        "etcd_snapshot", connection=old.arguments(), drydock=drydock(), dir=str(tmp_path)
    )
    member = old.members[0]
    member.stop()
    peer = old.peers[0]
    done = run_module(
        "etcd_restore",
        **restore_arguments(
            Path(saved["file"]),
            member.data_dir,
            initial_cluster=f"m1={peer}",
            peer_urls=[peer],
            confirm="prod",
        ),
    )
    assert done["changed"], done
    member.start()
    answer = json.loads(old.etcdctl("get", "canary", "-w", "json"))
    assert answer["header"]["revision"] > 1_000_000_000 and answer["count"] == 1
    assert format(answer["header"]["cluster_id"], "x") == done["cluster_id"]


def test_a_cut_backup_is_refused_and_nothing_is_moved(single, tmp_path):
    whole = next(single.rglob("snapshot.db")).read_bytes()
    cut = tmp_path / "cut.db"
    cut.write_bytes(whole[: len(whole) // 2])
    target = tmp_path / "data"
    (target / "member").mkdir(parents=True)
    (target / "member" / "precious").write_text("x")
    refused = run_module("etcd_restore", **restore_arguments(cut, target, confirm="prod"))
    assert refused["rc"] == 1 and "drydock snapshot restore: " in refused["msg"]
    assert (target / "member" / "precious").exists()


def test_a_backup_is_listed_and_drilled_and_nothing_is_left(three, tmp_path):
    three.etcdctl("put", "canary", "sings")
    backups = tmp_path / "backups"
    backups.mkdir()
    arguments = {"connection": three.arguments(), "drydock": drydock(), "dir": str(backups)}
    saved = run_module("etcd_snapshot", **arguments)
    listed = run_module(
        "etcd_backup_info", drydock=drydock(), dir=str(backups), verify=True, prove=1
    )
    assert listed["newest"] == saved["file"] and listed["problems"] == []
    assert listed["newest_manifest"] == saved["manifest"]
    drill = {"drydock": drydock(), "snapshot": saved["file"], "scratch": str(tmp_path)}
    drill["server"] = binary("3.5.30")
    passed = run_module("etcd_restore_drill", canaries=["canary"], **drill)
    assert passed["rc"] == 0, passed
    assert passed["hash_compared"] and passed["hash"] == saved["manifest"]["hash_kv"]
    assert passed["revision"] == int(saved["manifest"]["revision"])
    missing = run_module("etcd_restore_drill", canaries=["canary", "phoenix"], **drill)
    assert missing["msg"].startswith("the canary 'phoenix' is not in ")
    other = dict(saved["manifest"], hash_kv="1")
    wrong = run_module("etcd_restore_drill", manifest=other, **drill)
    assert wrong["rc"] == 1 and "the manifest has 1" in wrong["msg"]
    nothing = run_module("etcd_restore_drill", **dict(drill, server="/nowhere/etcd"))
    assert nothing["msg"] == "server: /nowhere/etcd: No such file or directory"
    assert os.listdir(tmp_path) == ["backups"]
    Path(saved["file"]).write_bytes(b"x" * Path(saved["file"]).stat().st_size)
    listed = run_module("etcd_backup_info", drydock=drydock(), dir=str(backups), verify=True)
    assert listed["newest"] == ""
    assert listed["problems"] == [os.path.basename(saved["file"]) + " is altered"]


def test_a_folder_that_is_not_there_has_no_backups():
    listed = run_module("etcd_backup_info", drydock=drydock(), dir="/nowhere")
    assert (listed["rc"], listed["newest"], listed["backups"]) == (0, "", [])
