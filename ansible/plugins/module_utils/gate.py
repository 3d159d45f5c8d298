# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a member of a cluster may be taken out now: the rules, and waiting for them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from .cluster import Cluster, Member, look
from .gateway import Connection


@dataclass(frozen=True)
class Rules:
    """What must hold.

    ``member``: name or id of the one that is about to stop, '' for none. ``members``: how many
    there must be, 0 for any number. ``max_lag``: entries, between a member's log and what it has
    applied, and between the logs. ``accept_outage``: the loss of ``member`` may cost the quorum.
    """

    member: str = ""
    members: int = 0
    max_lag: int = 1000
    allow_alarms: tuple[str, ...] = ()
    allow_learners: bool = False
    accept_outage: bool = False
    data_dir: str = ""
    disk_factor: float = 1.2


def problems(cluster: Cluster, rules: Rules) -> list[str]:
    """What does not hold, a sentence each, in the order in which one would mend it."""
    if not cluster.members:
        return ["nobody answers: " + ("; ".join(cluster.silent) or "no endpoints")]
    found = list(cluster.strangers)
    found += [
        f"{each.label} does not answer: {each.failure}"
        for each in cluster.members
        if each.status is None
    ]
    found += _membership(cluster, rules)
    found += _leadership(cluster)
    found += [
        f"{_named(cluster, member)} has the alarm {alarm}"
        for member, alarm in cluster.alarms
        if alarm not in rules.allow_alarms
    ]
    found += _lags(cluster, rules.max_lag)
    if rules.member:
        found += _loss(cluster, rules)
    if rules.data_dir:
        found += _room(rules)
    return found


def _named(cluster: Cluster, member_id: str) -> str:
    member = cluster.by_id(member_id)
    return member.label if member is not None else f"member {member_id}, which was removed,"


def _membership(cluster: Cluster, rules: Rules) -> list[str]:
    found = []
    if rules.members and len(cluster.members) != rules.members:
        names = ", ".join(each.label for each in cluster.members)
        found.append(
            f"the cluster has {len(cluster.members)} members ({names}), expected {rules.members}"
        )
    if not rules.allow_learners:
        found += [
            f"{each.label} is a learner that waits for its promotion"
            for each in cluster.members
            if each.learner
        ]
    return found


def _leadership(cluster: Cluster) -> list[str]:
    if cluster.leader is not None:
        return []
    views = sorted(f"{each.label} names {_leader_of(cluster, each)}" for each in cluster.answering)
    return ["there is no one leader: " + ", ".join(views)]


def _leader_of(cluster: Cluster, member: Member) -> str:
    leader_id = member.status.leader_id
    return "nobody" if leader_id == "0" else _named(cluster, leader_id)


def _lags(cluster: Cluster, limit: int) -> list[str]:
    found = []
    for each in cluster.answering:
        if each.status.lag > limit:
            found.append(
                f"{each.label} has {each.status.lag} entries of its log not applied,"
                f" at most {limit} are allowed"
            )
    end = max((each.status.raft_index for each in cluster.answering), default=0)
    for each in cluster.answering:
        behind = end - each.status.raft_index
        if behind > limit:
            found.append(
                f"the log of {each.label} is {behind} entries behind, at most {limit} are allowed"
            )
    return found


def _loss(cluster: Cluster, rules: Rules) -> list[str]:
    member = cluster.find(rules.member)
    if member is None:
        names = ", ".join(each.label for each in cluster.members)
        return [f"{rules.member} is no member: the cluster has {names}"]
    if member.learner or rules.accept_outage:
        return []
    left = [each for each in cluster.voters if each.status is not None and each is not member]
    if len(left) >= cluster.quorum:
        return []
    return [
        f"without {member.label} only {len(left)} of {len(cluster.voters)} voters are left,"
        f" and {cluster.quorum} are needed"
    ]


def _room(rules: Rules) -> list[str]:
    database = os.path.join(rules.data_dir, "member", "snap", "db")
    try:
        size = os.stat(database).st_size
        disk = os.statvfs(os.path.dirname(database))
    except OSError as failed:
        return [f"{database}: {os.strerror(failed.errno).lower()}"]
    needed = int(size * rules.disk_factor)
    free = disk.f_bavail * disk.f_frsize
    if free >= needed:
        return []
    return [
        f"{database}: {free} bytes are free on its disk, {needed} are needed"
        f" ({rules.disk_factor:g} times the file)"
    ]


@dataclass(frozen=True)
class Passage:
    """How a wait ended: the last look, what was still wrong, and for how long in seconds."""

    cluster: Cluster
    problems: tuple[str, ...]
    seconds: float


def wait(connection: Connection, judge, seconds: float, interval: float = 1.0) -> Passage:
    """Looks until ``judge`` finds nothing wrong or ``seconds`` are over; looks once at least.

    ``judge`` is given the cluster and answers with sentences, such as those of problems().
    """
    begin = time.monotonic()
    while True:
        cluster = look(connection)
        wrong = judge(cluster)
        passed = time.monotonic() - begin
        if not wrong or passed + interval > seconds:
            return Passage(cluster, tuple(wrong), round(passed, 3))
        time.sleep(interval)


def pass_gate(
    connection: Connection, rules: Rules, seconds: float, interval: float = 1.0
) -> Passage:
    """Waits for all rules."""
    return wait(connection, lambda cluster: problems(cluster, rules), seconds, interval)
