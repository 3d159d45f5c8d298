# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import signal

from ansible_collections.drydock.etcd.tests.unit.support import run_module


def test_the_gate_of_a_whole_cluster_is_open(three):
    passed = run_module(
        "etcd_member_gate", connection=three.arguments(), member="m2", members=3, deadline=30
    )
    assert (passed["rc"], passed["changed"], passed["problems"]) == (0, False, [])
    assert passed["cluster"]["voters"] == 3


def test_the_gate_waits_for_a_member_that_comes_back(own):
    cluster = own(size=3)
    gone = cluster.by_name("m2")
    gone.stop()
    shut = run_module("etcd_member_gate", connection=cluster.arguments(), member="m1", deadline=0)
    assert shut["rc"] == 1
    assert any(each.startswith("m2 does not answer") for each in shut["problems"])
    assert "without m1 only 1 of 3 voters are left, and 2 are needed" in shut["problems"]
    gone.start()
    again = run_module("etcd_member_gate", connection=cluster.arguments(), member="m1", deadline=30)
    assert again["rc"] == 0, again["msg"]


def test_a_member_that_was_stopped_in_its_tracks_shuts_the_gate(own):
    cluster = own(size=3)
    cluster.by_name("m3").signal(signal.SIGSTOP)
    shut = run_module("etcd_member_gate", connection=cluster.arguments(timeout=1), deadline=0)
    assert shut["rc"] == 1 and "m3 does not answer" in shut["msg"]


def test_alarms_shut_the_gate_but_where_they_are_expected(own):
    cluster = own(flags=["--quota-backend-bytes", "40000"])
    cluster.etcdctl("put", "k", "x" * 60000, check=False)
    shut = run_module("etcd_member_gate", connection=cluster.arguments(), deadline=0)
    assert shut["problems"] == ["m1 has the alarm NOSPACE"]
    open_ = run_module(
        "etcd_member_gate", connection=cluster.arguments(), deadline=0, allow_alarms=["NOSPACE"]
    )
    assert open_["rc"] == 0
    there = run_module("etcd_alarm", connection=cluster.arguments(), alarm="CORRUPT")
    assert (there["changed"], [each["alarm"] for each in there["alarms"]]) == (False, ["NOSPACE"])
    plan = run_module("etcd_alarm", check=True, connection=cluster.arguments(), alarm="NOSPACE")
    assert plan["changed"] and plan["diff"]["after"] == {"alarms": []}
    assert "NOSPACE" in cluster.etcdctl("alarm", "list")
    other = run_module("etcd_alarm", connection=cluster.arguments(), alarm="NOSPACE", member="m9")
    assert not other["changed"]
    done = run_module("etcd_alarm", connection=cluster.arguments(), alarm="NOSPACE", member="m1")
    assert done["changed"] and [each["member_name"] for each in done["disarmed"]] == ["m1"]
    assert cluster.etcdctl("alarm", "list") == ""
    assert not run_module("etcd_alarm", connection=cluster.arguments(), alarm="NOSPACE")["changed"]


def test_the_only_member_is_taken_out_only_when_that_is_accepted(own):
    cluster = own()
    shut = run_module("etcd_member_gate", connection=cluster.arguments(), member="m1", deadline=0)
    assert shut["problems"] == ["without m1 only 0 of 1 voters are left, and 1 are needed"]
    passed = run_module(
        "etcd_member_gate",
        connection=cluster.arguments(),
        member="m1",
        deadline=0,
        accept_outage=True,
    )
    assert passed["rc"] == 0


def test_wrong_numbers_are_named(three):
    refused = run_module("etcd_member_gate", connection=three.arguments(), interval=0)
    assert refused["msg"] == "interval is 0: expected seconds above 0"
    refused = run_module("etcd_member_gate", connection=three.arguments(), max_lag=-1)
    assert refused["msg"] == "max_lag is -1: expected 0 or more"
