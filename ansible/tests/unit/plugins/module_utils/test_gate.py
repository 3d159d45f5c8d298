# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from ansible_collections.drydock.etcd.plugins.module_utils.cluster import Cluster, Member, Status
from ansible_collections.drydock.etcd.plugins.module_utils.gate import Rules, problems


def status(name: str, **more) -> Status:
    facts = {
        "endpoint": f"http://{name}:2379",
        "cluster_id": "c1",
        "member_id": name,
        "version": "3.5.30",
        "leader_id": "a",
        "learner": False,
        "revision": 10,
        "raft_term": 2,
        "raft_index": 100,
        "raft_applied_index": 100,
        "db_size": 4096,
        "db_size_in_use": 4096,
        "db_size_quota": 0,
        "errors": (),
    }
    return Status(**dict(facts, **more))


def member(name: str, **more) -> Member:
    learner = more.pop("learner", False)
    silent = more.pop("silent", "")
    found = None if silent else status(name, learner=learner, **more)
    return Member(name, name, (f"http://{name}:2380",), (), learner, found, silent)


def cluster(*members: Member, **more) -> Cluster:
    return Cluster("c1", tuple(members), **more)


def test_a_whole_cluster_passes():
    assert (
        problems(cluster(member("a"), member("b"), member("c")), Rules(member="b", members=3)) == []
    )


CASES = [
    (
        "silent",
        cluster(member("a"), member("b"), member("c", silent="http://c:2379: connection refused")),
        Rules(),
        ["c does not answer: http://c:2379: connection refused"],
    ),
    (
        "too few members",
        cluster(member("a"), member("b")),
        Rules(members=3),
        ["the cluster has 2 members (a, b), expected 3"],
    ),
    (
        "a learner",
        cluster(member("a"), member("b", learner=True)),
        Rules(),
        ["b is a learner that waits for its promotion"],
    ),
    (
        "a learner is told of",
        cluster(member("a"), member("b", learner=True)),
        Rules(allow_learners=True),
        [],
    ),
    (
        "no leader",
        cluster(member("a", leader_id="0"), member("b", leader_id="0")),
        Rules(),
        ["there is no one leader: a names nobody, b names nobody"],
    ),
    (
        "two leaders",
        cluster(member("a"), member("b", leader_id="b")),
        Rules(),
        ["there is no one leader: a names a, b names b"],
    ),
    (
        "a leader that was removed",
        cluster(member("a", leader_id="f"), member("b", leader_id="f")),
        Rules(),
        [
            "there is no one leader: a names member f, which was removed,,"
            " b names member f, which was removed,"
        ],
    ),
    (
        "alarm",
        cluster(member("a"), member("b"), alarms=(("b", "NOSPACE"),)),
        Rules(),
        ["b has the alarm NOSPACE"],
    ),
    (
        "alarm is told of",
        cluster(member("a"), alarms=(("a", "NOSPACE"),)),
        Rules(allow_alarms=("NOSPACE",)),
        [],
    ),
    (
        "another alarm",
        cluster(member("a"), alarms=(("a", "CORRUPT"),)),
        Rules(allow_alarms=("NOSPACE",)),
        ["a has the alarm CORRUPT"],
    ),
    (
        "not applied",
        cluster(member("a", raft_applied_index=50)),
        Rules(max_lag=49),
        ["a has 50 entries of its log not applied, at most 49 are allowed"],
    ),
    ("just applied", cluster(member("a", raft_applied_index=51)), Rules(max_lag=49), []),
    (
        "behind",
        cluster(member("a"), member("b", raft_index=10, raft_applied_index=10)),
        Rules(max_lag=80),
        ["the log of b is 90 entries behind, at most 80 are allowed"],
    ),
    (
        "one of two",
        cluster(member("a"), member("b")),
        Rules(member="b"),
        ["without b only 1 of 2 voters are left, and 2 are needed"],
    ),
    ("an outage is accepted", cluster(member("a")), Rules(member="a", accept_outage=True), []),
    (
        "a learner may go",
        cluster(member("a"), member("b", learner=True)),
        Rules(member="b", allow_learners=True),
        [],
    ),
    (
        "nobody of that name",
        cluster(member("a")),
        Rules(member="z"),
        ["z is no member: the cluster has a"],
    ),
    (
        "nobody at all",
        Cluster("", (), silent=("http://a:2379: connection refused",)),
        Rules(member="a"),
        ["nobody answers: http://a:2379: connection refused"],
    ),
    (
        "another cluster",
        cluster(member("a"), strangers=("http://z:2379 is of cluster c2, not c1",)),
        Rules(),
        ["http://z:2379 is of cluster c2, not c1"],
    ),
]


@pytest.mark.parametrize(
    "seen, rules, expected", [each[1:] for each in CASES], ids=[e[0] for e in CASES]
)
def test_what_does_not_hold_is_said(seen, rules, expected):
    assert problems(seen, rules) == expected


@pytest.mark.parametrize("voters", range(1, 8))
def test_the_loss_of_one_more_is_judged_as_counting_does(voters):
    for dead in range(voters):
        members = [member(chr(97 + n), silent="x" if 0 < n <= dead else "") for n in range(voters)]
        left = voters - dead - 1
        said = problems(cluster(*members), Rules(member="a"))
        refuses = any(each.startswith("without a ") for each in said)
        assert refuses == (2 * left <= voters), (voters, dead)


def test_room_on_the_disk_is_asked_for(tmp_path):
    database = tmp_path / "member" / "snap" / "db"
    database.parent.mkdir(parents=True)
    database.write_bytes(b"x" * 1000)
    one = cluster(member("a"))
    assert problems(one, Rules(data_dir=str(tmp_path))) == []
    said = problems(one, Rules(data_dir=str(tmp_path), disk_factor=1e18))
    assert len(said) == 1 and "are needed (1e+18 times the file)" in said[0]
    assert problems(one, Rules(data_dir="/nowhere")) == [
        "/nowhere/member/snap/db: no such file or directory"
    ]


def test_the_leader_comes_last_and_learners_first():
    seen = cluster(member("a"), member("b"), member("c"), member("d", learner=True))
    assert [each.name for each in seen.rolling_order()] == ["d", "b", "c", "a"]
