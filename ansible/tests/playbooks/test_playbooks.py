# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import tarfile

from ansible_collections.drydock.etcd.tests.unit.support import binary


def test_a_backup_is_taken_verified_and_drilled_under_a_writer(site, writer):
    here = site(size=3)
    here.cluster.etcdctl("put", "canary", "sings")
    with writer(here.cluster) as log:
        here.play("backup.yml", "--check", "--diff")
        assert here.play("backup.yml")["changed"] == 2
        assert here.play("backup.yml", backup_max_age=3600)["changed"] == 0
        verified = here.play("backup_verify.yml", backup_max_age_hours=1)
        assert verified["changed"] == 0 and "2 files" not in verified["text"]
        drilled = here.play(
            "restore_drill.yml", drill_canaries=["canary"], drill_server=binary("3.5.30")
        )
        assert "the hash is that of the manifest" in drilled["text"]
        assert drilled["changed"] == 0
        missing = here.play(
            "restore_drill.yml", drill_canaries=["phoenix"], drill_server=binary("3.5.30"), rc=2
        )
        assert "the canary 'phoenix' is not in" in missing["text"]
    assert log.acknowledged and log.lost() == []


def test_a_full_quota_is_recovered_under_a_writer_that_goes_on(site, writer):
    here = site(size=3, flags=["--quota-backend-bytes", "4000000"])
    for _unused in range(50):
        here.cluster.etcdctl("put", "/registry/pods/a", "x" * 100_000, check=False)
    assert "NOSPACE" in here.cluster.etcdctl("alarm", "list")
    with writer(here.cluster, "y" * 100) as log:
        here.play("quota_recover.yml", "--check", "--diff", quota_keep=5)
        assert "NOSPACE" in here.cluster.etcdctl("alarm", "list")
        done = here.play("quota_recover.yml", quota_keep=5)
        assert "/registry/pods/: 1 keys" in done["text"]
        again = here.play("quota_recover.yml", quota_keep=5)
        assert again["changed"] == 0, again["text"]
    assert here.cluster.etcdctl("alarm", "list") == ""
    assert any("space exceeded" in each for each in log.refused)
    assert log.acknowledged and log.lost() == []
    sizes = [member.status.db_size for member in here.cluster.look().members]
    assert max(sizes) < 2_000_000, sizes


def test_members_are_defragmented_followers_first(site, writer):
    here = site(size=3)
    here.cluster.fill(30, 100_000)
    leader = here.cluster.look().leader.name
    with writer(here.cluster) as log:
        assert here.play("compact.yml", compact_keep=5)["changed"] == 1
        here.play("defrag.yml", "--check", "--diff", defrag_min_bytes=0)
        done = here.play("defrag.yml", defrag_min_bytes=0)
        assert done["changed"] == 4, done["text"]
        again = here.play("defrag.yml")
        assert again["changed"] == 0, again["text"]
    order = [each for each in done["lines"] if each.startswith("changed: [m")]
    assert order[-1] == f"changed: [{leader}]", order
    assert here.cluster.look().leader.name != leader
    assert log.acknowledged and log.lost() == []


def test_a_defragmentation_stops_at_a_member_that_is_down(site):
    here = site(size=3)
    here.cluster.by_name("m3").stop()
    stopped = here.play("defrag.yml", "-e", "defrag_min_bytes=0", rc=2)
    assert "m3 does not answer" in stopped["text"]


def test_an_incident_names_the_member_whose_log_is_torn(site):
    here = site(size=3)
    for number in range(20):
        here.cluster.etcdctl("put", f"k{number}", "v")
    victim = here.cluster.by_name("m2")
    victim.stop()
    segment = next((victim.data_dir / "member" / "wal").glob("*.wal"))
    with open(segment, "r+b") as file:
        file.seek(1500)
        file.write(b"\xff" * 16)
    dest = str(here.folder / "incident.tar.gz")
    done = here.play("incident.yml", incident_dest=dest, incident_unit="")
    assert "damaged: m2" in done["text"], done["text"]
    assert "first divergent index: none" in done["text"]
    with tarfile.open(dest) as archive:
        summary = json.load(archive.extractfile("incident/summary.json"))
    assert summary["damaged"] == ["m2"] and os.stat(dest).st_mode & 0o777 == 0o600
    judged = here.play("fsck.yml", rc=2)
    assert "fatal: [m2]" in judged["text"] and "WAL-CRC" in judged["text"]


def test_members_are_compared(site):
    here = site(size=3)
    here.cluster.etcdctl("put", "a", "b")
    same = here.play("diff_members.yml")
    assert same["changed"] == 0 and "revision 2" in same["text"]
    forced = here.play("diff_members.yml", diff_first="m1", diff_second="m3")
    assert "no difference" in forced["text"] or "same" in forced["text"], forced["text"]


def test_all_members_are_restored_from_the_newest_backup(site):
    here = site(size=3)
    here.cluster.etcdctl("put", "canary", "sings")
    here.play("backup.yml")
    here.cluster.etcdctl("put", "later", "x")
    refused = here.play("restore.yml", etcd_confirm="other", rc=2)
    assert "Say -e etcd_confirm=prod" in refused["text"]
    here.play("restore.yml", "--check", "--diff", etcd_confirm="prod")
    assert here.cluster.etcdctl("get", "later").split() == ["later", "x"]
    before = here.cluster.look().cluster_id
    here.play("restore.yml", etcd_confirm="prod")
    after = here.cluster.look()
    assert len(after.answering) == 3 and after.cluster_id != before
    assert here.cluster.etcdctl("get", "canary").split() == ["canary", "sings"]
    assert here.cluster.etcdctl("get", "later") == ""
    assert min(member.status.revision for member in after.members) > 1_000_000_000
    for member in here.cluster.members:
        aside = list(member.data_dir.parent.glob(f"{member.name}.before-restore-*"))
        assert len(aside) == 1 and (aside[0] / "member" / "wal").is_dir()
    here.cluster.etcdctl("put", "new", "y")
    again = here.play("restore.yml", etcd_confirm="prod")
    assert again["changed"] == 0, again["text"]
    assert here.cluster.etcdctl("get", "new").split() == ["new", "y"]
