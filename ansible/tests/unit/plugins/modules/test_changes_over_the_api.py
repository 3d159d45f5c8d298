# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json

import pytest

from ansible_collections.drydock.etcd.tests.unit.support import run_module


@pytest.mark.parametrize("version", ["3.4.23", "3.5.16", "3.5.30"])
def test_history_is_dropped_once_and_pages_are_given_back(own, version):
    cluster = own(version=version)
    cluster.fill(30, 100_000)
    connection = cluster.arguments()
    plan = run_module("etcd_compact", check=True, connection=connection, keep=5)
    assert plan["changed"] and plan["revision"] == plan["current_revision"] - 5 == 26
    assert cluster.etcdctl("get", "filler", "--rev", "20", "--count-only", "-w", "fields")
    done = run_module("etcd_compact", connection=connection, keep=5)
    assert done["changed"] and done["diff"]["after"] == {"compacted_at": 26}
    row = done["members"][0]
    if version != "3.4.23":  # it counts pages as free with its next write only
        assert row["db_size_in_use"] < row["db_size_in_use_before"] - 2_000_000
    assert cluster.etcdctl("get", "filler", "--rev", "26", "-w", "fields")
    assert cluster.etcdctl("get", "filler", "--rev", "25", check=False) == ""
    assert not run_module("etcd_compact", connection=connection, keep=5)["changed"]
    assert not run_module("etcd_compact", connection=connection, revision=7)["changed"]
    _defragment(cluster, connection)


def _defragment(cluster, connection):
    arguments = {"connection": connection, "member": "m1", "accept_outage": True}
    any_size = {"min_percent": 0, "min_bytes": 0}
    before = cluster.look().members[0].status.db_size
    plan = run_module("etcd_defrag", check=True, **any_size, **arguments)
    assert plan["changed"] and plan["db_size"] <= before
    assert cluster.look().members[0].status.db_size == before
    data_dir = str(cluster.members[0].data_dir)
    done = run_module("etcd_defrag", data_dir=data_dir, **any_size, **arguments)
    assert done["changed"] and done["db_size_before"] == before and done["db_size"] < before / 2
    assert done["db_size"] <= cluster.members[0].database.stat().st_size < before
    assert not run_module("etcd_defrag", **arguments)["changed"]


def test_every_member_has_removed_the_history_on_return(own):
    cluster = own(size=3)
    cluster.fill(20, 100_000)
    done = run_module("etcd_compact", connection=cluster.arguments(), keep=0)
    assert len(done["members"]) == 3
    for row in done["members"]:
        assert row["db_size_in_use"] < 600_000, row
    status = json.loads(cluster.etcdctl("endpoint", "status", "-w", "json"))
    assert {each["Status"]["header"]["revision"] for each in status} == {21}


def test_an_empty_store_has_no_history(own):
    cluster = own()
    done = run_module("etcd_compact", connection=cluster.arguments(), keep=0)
    assert (done["rc"], done["changed"]) == (0, False)
    before = cluster.etcdctl("endpoint", "hashkv")
    cluster.etcdctl("put", "a", "b")
    assert cluster.etcdctl("endpoint", "hashkv") != before


def test_a_revision_that_does_not_exist_yet_is_refused(three):
    refused = run_module("etcd_compact", connection=three.arguments(), revision=10**9)
    assert refused["rc"] == 1
    assert refused["msg"].startswith("revision is 1000000000: the members have applied only up to ")


def test_keep_or_revision_is_needed(three):
    assert (
        "one of the following is required"
        in run_module("etcd_compact", connection=three.arguments())["msg"]
    )
    refused = run_module("etcd_compact", connection=three.arguments(), keep=-1)
    assert refused["msg"] == "keep is -1: expected 0 or more"


def test_a_defragmentation_of_the_only_member_needs_consent(own):
    cluster = own()
    arguments = {"connection": cluster.arguments(), "member": "m1"}
    refused = run_module("etcd_defrag", min_bytes=0, min_percent=0, gate_deadline=0, **arguments)
    assert refused["rc"] == 1
    assert refused["msg"].startswith("the gate before the defragmentation is shut: without m1")


def test_nothing_is_defragmented_while_a_member_is_down(own):
    cluster = own(size=3)
    cluster.by_name("m3").stop()
    refused = run_module(
        "etcd_defrag",
        connection=cluster.arguments(),
        member="m1",
        min_bytes=0,
        min_percent=0,
        gate_deadline=0,
    )
    assert refused["rc"] == 1 and "m3 does not answer" in refused["msg"]
    gone = run_module("etcd_defrag", connection=cluster.arguments(), member="m3")
    assert gone["msg"].startswith("m3 does not answer: ")


def test_the_leader_hands_over_once(three):
    connection = three.arguments()
    before = three.look().leader.name
    plan = run_module("etcd_move_leader", check=True, connection=connection, away_from=before)
    assert plan["changed"] and three.look().leader.name == before
    done = run_module("etcd_move_leader", connection=connection, away_from=before)
    assert done["changed"] and three.look().leader.name == done["leader"] != before
    again = run_module("etcd_move_leader", connection=connection, away_from=before)
    assert not again["changed"] and again["leader"] == done["leader"]
    back = run_module("etcd_move_leader", connection=connection, to=before)
    assert back["changed"] and three.look().leader.name == before
    assert not run_module("etcd_move_leader", connection=connection, to=before)["changed"]


def test_who_cannot_lead_is_refused(three):
    refused = run_module("etcd_move_leader", connection=three.arguments(), to="m9")
    assert refused["msg"] == "m9 is no member: the cluster has m1, m2, m3"
    both = run_module("etcd_move_leader", connection=three.arguments(), to="m1", away_from="m2")
    assert both["msg"] == "one of to and away_from is needed, and not both"


def test_a_member_is_added_as_a_learner_promoted_and_removed(own, tmp_path):
    cluster = own()
    connection = cluster.arguments()
    joining = cluster.another("m2")
    wanted = {"connection": connection, "name": "m2", "peer_urls": [joining.peer_url]}
    plan = run_module("etcd_member", check=True, state="learner", **wanted)
    assert (plan["changed"], plan["action"], len(cluster.look().members)) == (True, "add", 1)
    added = run_module("etcd_member", state="learner", **wanted)
    assert (added["changed"], added["action"]) == (True, "add")
    again = run_module("etcd_member", state="learner", **wanted)
    assert (again["changed"], again["member_id"]) == (False, added["member_id"])
    shut = run_module("etcd_member_gate", connection=connection, deadline=0)
    assert "it was added and has not started" in shut["msg"]
    joining.join(added["initial_cluster"])
    promoted = run_module("etcd_member", state="voter", deadline=30, **wanted)
    assert (promoted["rc"], promoted["action"]) == (0, "promote"), promoted
    assert len(cluster.look().voters) == 2
    assert not run_module("etcd_member", state="voter", **wanted)["changed"]
    removed = run_module("etcd_member", state="absent", connection=connection, name="m2")
    assert removed["action"] == "remove"
    again = run_module("etcd_member", state="absent", connection=connection, name="m2")
    assert (again["rc"], again.get("changed")) == (0, False), again["msg"]
    last = run_module("etcd_member", state="absent", connection=connection, name="m1")
    assert last["msg"] == "m1 is the last member: it is not removed"


def test_a_voter_is_not_added_by_accident(three):
    refused = run_module(
        "etcd_member",
        connection=three.arguments(),
        name="m9",
        peer_urls=["http://127.0.0.1:1"],
        state="voter",
    )
    assert refused["msg"].startswith("m9 is no member: add it as a learner first")
