# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import signal

import pytest

from ansible_collections.drydock.etcd.tests.unit.support import (
    EtcdCluster,
    openssl_certificates,
    run_module,
)

RELEASES = ["3.4.23", "3.5.16", "3.5.30"]


def test_a_cluster_of_three_is_told_whole(three):
    seen = run_module("etcd_cluster_info", connection=three.arguments(), hashes=True)
    assert (seen["rc"], seen["changed"], seen["reachable"]) == (0, False, True)
    assert [each["name"] for each in seen["members"]] == ["m1", "m2", "m3"]
    assert [each["leader"] for each in seen["members"]].count(True) == 1
    assert seen["rolling_order"][-1] == seen["leader"]
    assert (seen["voters"], seen["quorum"], seen["voters_answering"]) == (3, 2, 3)
    assert seen["hashes"]["agree"] and len(seen["hashes"]["members"]) == 3
    assert seen["silent"] == seen["strangers"] == seen["alarms"] == []


def test_members_that_are_not_named_are_found_at_their_client_urls(three):
    seen = run_module("etcd_cluster_info", connection=three.arguments(endpoints=three.urls[:1]))
    assert [each["answers"] for each in seen["members"]] == [True, True, True]


@pytest.mark.parametrize("version", RELEASES)
def test_every_release_is_told(own, version):
    cluster = own(version=version)
    seen = run_module("etcd_cluster_info", connection=cluster.arguments(), hashes=True)
    assert seen["members"][0]["version"] == version
    row = seen["hashes"]["members"][0]
    if version == "3.4.23":
        assert row["failure"] == "etcd 3.4.23 has no HashKV on its gateway"
    else:
        assert row["hash"] == int(cluster.etcdctl("endpoint", "hashkv").split(", ")[1])


def test_nobody_there_is_a_fact_and_no_failure():
    seen = run_module(
        "etcd_cluster_info", connection={"endpoints": ["http://127.0.0.1:1"], "timeout": 2}
    )
    assert (seen["rc"], seen["reachable"], seen["members"]) == (0, False, [])
    assert seen["silent"] == ["http://127.0.0.1:1: connection refused"]


def test_a_cluster_without_quorum_is_told_by_the_one_that_is_left(own):
    cluster = own(size=3)
    cluster.members[0].stop()
    cluster.members[1].stop()
    seen = run_module("etcd_cluster_info", connection=cluster.arguments(timeout=3))
    assert [each["answers"] for each in seen["members"]] == [False, False, True]
    assert (seen["voters_answering"], seen["quorum"]) == (1, 2)
    gate = run_module("etcd_member_gate", connection=cluster.arguments(timeout=3), deadline=0)
    assert gate["rc"] == 1
    assert any(each.startswith("m1 does not answer: ") for each in gate["problems"])


def test_a_member_that_hangs_costs_one_time_limit(own):
    cluster = own(size=3)
    cluster.members[1].signal(signal.SIGSTOP)
    seen = run_module("etcd_cluster_info", connection=cluster.arguments(timeout=1))
    hanging = next(each for each in seen["members"] if each["name"] == "m2")
    assert (hanging["answers"], hanging["failure"]) == (
        False,
        f"{cluster.urls[1]}: no answer in 1 s",
    )


def test_an_endpoint_of_another_cluster_is_a_stranger(three, own):
    other = own()
    both = three.arguments(endpoints=three.urls + other.urls)
    seen = run_module("etcd_cluster_info", connection=both)
    assert len(seen["strangers"]) == 1 and " is of cluster " in seen["strangers"][0]
    assert run_module("etcd_member_gate", connection=both, deadline=0)["rc"] == 1


def test_tls_with_certificates_of_clients(tmp_path):
    files = openssl_certificates(tmp_path)
    flags = ["--cert-file", files["server.crt"], "--key-file", files["server.key"]]
    flags += ["--trusted-ca-file", files["ca.crt"], "--client-cert-auth"]
    given = {"cacert": files["ca.crt"], "cert": files["client.crt"], "key": files["client.key"]}
    cluster = EtcdCluster(tmp_path, scheme="https", flags=flags, connection=given)
    try:
        cluster.start()
        seen = run_module("etcd_cluster_info", connection=cluster.arguments())
        assert seen["members"][0]["answers"], seen
        without = cluster.arguments()
        del without["cert"], without["key"]
        refused = run_module("etcd_cluster_info", connection=without)
        # The alert of the server, or the end of the connection: with TLS 1.3 either may come first.
        assert not refused["reachable"] and len(refused["silent"]) == 1, refused["silent"]
        stranger = run_module(
            "etcd_cluster_info", connection={"endpoints": cluster.urls, "timeout": 5}
        )
        assert "its certificate is not trusted: " in stranger["silent"][0]
        missing = run_module(
            "etcd_cluster_info", connection=cluster.arguments(cacert="/nowhere/ca.crt")
        )
        assert missing["msg"] == "connection: /nowhere/ca.crt: No such file or directory"
    finally:
        cluster.stop()


def test_a_user_with_a_password(own):
    cluster = own()
    cluster.etcdctl("user", "add", "root:secret")
    cluster.etcdctl("user", "grant-role", "root", "root")
    cluster.etcdctl("auth", "enable")
    user = cluster.arguments(username="root", password="secret")
    cluster_now = run_module("etcd_compact", connection=user, keep=0)
    assert cluster_now["rc"] == 0, cluster_now
    wrong = cluster.arguments(username="root", password="wrong")
    seen = run_module("etcd_cluster_info", connection=wrong)
    assert "authentication failed" in seen["silent"][0]
    assert "wrong" not in str(seen["invocation"])


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"connection": {"endpoints": []}}, "connection.endpoints is empty"),
        ({"connection": {"endpoints": ["x:1"], "timeout": 0}}, "expected seconds above 0"),
        ({"connection": {"endpoints": ["x:1"], "cert": "/x"}}, "required together"),
        ({"connection": {"endpoints": ["x:1"]}, "hash_revision": -1}, "expected 0 or more"),
    ],
)
def test_wrong_arguments_are_named(arguments, words):
    refused = run_module("etcd_cluster_info", **arguments)
    assert refused["rc"] == 1 and words in refused["msg"], refused["msg"]
