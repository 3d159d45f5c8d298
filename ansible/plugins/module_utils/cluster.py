# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""A cluster as its members tell of it at one moment: read only, nothing goes through raft.

The list of members is asked of the member that has applied most, without a linearizable read,
and alarms are taken from what each says of its own state, so that a cluster without a leader is
told too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .gateway import Connection, Gateway, GatewayError, at_once, hex_id

_ALARM = re.compile(r"memberID:(\d+) +alarm:(\w+)")


@dataclass(frozen=True)
class Status:
    """What one member says of itself. Ids are lower-case hex, sizes in bytes."""

    endpoint: str
    cluster_id: str
    member_id: str
    version: str
    leader_id: str
    learner: bool
    revision: int
    raft_term: int
    raft_index: int
    raft_applied_index: int
    db_size: int
    db_size_in_use: int
    db_size_quota: int
    errors: tuple[str, ...]

    @property
    def lag(self) -> int:
        """Entries that are committed to its log's end and not applied."""
        return self.raft_index - self.raft_applied_index

    def alarms(self) -> list[tuple[str, str]]:
        """Ids and alarms it knows of; the errors also hold `etcdserver: no leader`."""
        found = (match for error in self.errors for match in _ALARM.finditer(error))
        return [(hex_id(match.group(1)), match.group(2)) for match in found]


@dataclass(frozen=True)
class Member:
    """One entry of the list of members, with its status or why there is none."""

    id: str
    name: str
    peer_urls: tuple[str, ...]
    client_urls: tuple[str, ...]
    learner: bool
    status: Status | None = None
    failure: str = ""

    @property
    def label(self) -> str:
        """Its name; one that was added and never started has none."""
        return self.name or f"member {self.id}"

    def gateway(self, connection: Connection) -> Gateway:
        """Its gateway, with a token where a user is given. Raises GatewayError."""
        if self.status is None:
            raise GatewayError(self.label, self.failure)
        return Gateway(self.status.endpoint, connection).login()


@dataclass(frozen=True)
class Cluster:
    """All members, in order of name. Without any, ``silent`` says why nobody answered."""

    cluster_id: str
    members: tuple[Member, ...]
    silent: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    alarms: tuple[tuple[str, str], ...] = field(default=())

    @property
    def answering(self) -> list[Member]:
        """Members that gave a status."""
        return [member for member in self.members if member.status is not None]

    @property
    def voters(self) -> list[Member]:
        """Members that count for the quorum."""
        return [member for member in self.members if not member.learner]

    @property
    def quorum(self) -> int:
        """How many voters must live."""
        return len(self.voters) // 2 + 1

    @property
    def leader(self) -> Member | None:
        """The one leader that every member that answers names; None when they do not agree."""
        named = {member.status.leader_id for member in self.answering}
        if len(named) != 1:
            return None
        return self.by_id(named.pop())

    def by_id(self, member_id: str) -> Member | None:
        """The member of this id."""
        return next((member for member in self.members if member.id == member_id), None)

    def find(self, which: str) -> Member | None:
        """The member of this name, or else of this id in hex."""
        named = next((member for member in self.members if member.name == which), None)
        return named or self.by_id(which.lower())

    def rolling_order(self) -> list[Member]:
        """Learners, then followers by name, the leader last."""
        leader = self.leader
        return sorted(self.members, key=lambda each: (each is leader, not each.learner, each.name))

    def worker(self) -> Member | None:
        """Who does what one member is to do: the first follower by name that answers and is not
        CORRUPT, else the leader."""
        corrupt = {member for member, alarm in self.alarms if alarm == "CORRUPT"}
        able = [each for each in self.voters if each.status and each.id not in corrupt]
        return min(able, key=lambda each: (each is self.leader, each.name), default=None)

    def best(self) -> Member:
        """Whom to ask: the leader, else the one that has applied most. Raises GatewayError."""
        if not self.answering:
            raise GatewayError("cluster", "; ".join(self.silent) or "no endpoints")
        leader = self.leader
        if leader is not None and leader.status is not None:
            return leader
        return max(self.answering, key=lambda each: each.status.raft_applied_index)


def read_status(endpoint: str, connection: Connection) -> Status:
    """Asks one member of itself. Raises GatewayError."""
    answer = Gateway(endpoint, connection).login().call("maintenance/status")
    header = answer.get("header", {})
    return Status(
        endpoint=endpoint,
        cluster_id=hex_id(header.get("cluster_id")),
        member_id=hex_id(header.get("member_id")),
        version=answer.get("version", ""),
        leader_id=hex_id(answer.get("leader")),
        learner=bool(answer.get("isLearner", False)),
        revision=int(header.get("revision", 0)),
        raft_term=int(answer.get("raftTerm", 0)),
        raft_index=int(answer.get("raftIndex", 0)),
        raft_applied_index=int(answer.get("raftAppliedIndex", 0)),
        db_size=int(answer.get("dbSize", 0)),
        db_size_in_use=int(answer.get("dbSizeInUse", 0)),
        db_size_quota=int(answer.get("dbSizeQuota", 0)),
        errors=tuple(answer.get("errors", ())),
    )


def _try_status(endpoint: str, connection: Connection) -> Status | GatewayError:
    try:
        return read_status(endpoint, connection)
    except GatewayError as silent:
        return silent


def _listed(statuses: list[Status], connection: Connection) -> tuple[list[dict], list[str]]:
    """The list of members by the first that gives it, those that have applied most first."""
    failures = []
    for status in sorted(statuses, key=lambda each: (each.learner, -each.raft_applied_index)):
        try:
            gateway = Gateway(status.endpoint, connection).login()
            return (
                gateway.call("cluster/member/list", {"linearizable": False}).get("members", []),
                [],
            )
        except GatewayError as refused:
            failures.append(str(refused))
    return [], failures


def look(connection: Connection) -> Cluster:
    """Asks the endpoints, then the members that are not among them at their own client URLs.

    Never raises for a member that is silent; a cluster in which nobody answers has no members.
    """
    asked = at_once(lambda endpoint: _try_status(endpoint, connection), list(connection.endpoints))
    statuses = [each for each in asked if isinstance(each, Status)]
    failures = {each.endpoint: each.reason for each in asked if isinstance(each, GatewayError)}
    silent = [f"{endpoint}: {reason}" for endpoint, reason in failures.items()]
    if not statuses:
        return Cluster("", (), tuple(silent))
    main = max(statuses, key=lambda each: each.raft_applied_index).cluster_id
    strangers = [each for each in statuses if each.cluster_id != main]
    listed, refusals = _listed([each for each in statuses if each.cluster_id == main], connection)
    known = {each.member_id: each for each in statuses if each.cluster_id == main}
    rows = at_once(lambda row: _member(row, known, failures, connection), listed)
    members = sorted(rows, key=lambda each: (each.name, each.id))
    alarms = {alarm for member in members if member.status for alarm in member.status.alarms()}
    return Cluster(
        main,
        tuple(members),
        tuple(silent + refusals),
        tuple(f"{each.endpoint} is of cluster {each.cluster_id}, not {main}" for each in strangers),
        tuple(sorted(alarms)),
    )


def _member(row: dict, known: dict, failures: dict, connection: Connection) -> Member:
    member_id = hex_id(row.get("ID"))
    urls = tuple(row.get("clientURLs", ()))
    status = known.get(member_id)
    failure = (
        ""
        if status
        else "it was added and has not started" if not row.get("name") else "it names no client URL"
    )
    for url in urls if status is None else ():
        found = (
            GatewayError(url, failures[url]) if url in failures else _try_status(url, connection)
        )
        if isinstance(found, Status) and found.member_id == member_id:
            status, failure = found, ""
            break
        failure = str(found) if isinstance(found, GatewayError) else f"{url} is another member"
    return Member(
        id=member_id,
        name=row.get("name", ""),
        peer_urls=tuple(row.get("peerURLs", ())),
        client_urls=urls,
        learner=bool(row.get("isLearner", False)),
        status=status,
        failure=failure,
    )


def member_facts(cluster: Cluster, member: Member) -> dict:
    """A member as modules return it."""
    facts = {
        "id": member.id,
        "name": member.name,
        "peer_urls": list(member.peer_urls),
        "client_urls": list(member.client_urls),
        "learner": member.learner,
        "leader": member is cluster.leader,
        "answers": member.status is not None,
    }
    if member.status is None:
        facts["failure"] = member.failure
        return facts
    status = member.status
    facts.update(
        endpoint=status.endpoint,
        version=status.version,
        revision=status.revision,
        raft_term=status.raft_term,
        raft_index=status.raft_index,
        raft_applied_index=status.raft_applied_index,
        db_size=status.db_size,
        db_size_in_use=status.db_size_in_use,
        errors=list(status.errors),
    )
    if status.db_size_quota:
        facts["db_size_quota"] = status.db_size_quota
    return facts


def cluster_facts(cluster: Cluster) -> dict:
    """A cluster as modules return it."""
    leader = cluster.leader
    healthy = [each for each in cluster.voters if each.status is not None]
    names = {each.id: each.name for each in cluster.members}
    return {
        "cluster_id": cluster.cluster_id,
        "reachable": bool(cluster.members),
        "members": [member_facts(cluster, each) for each in cluster.members],
        "leader": leader.name if leader is not None else "",
        "rolling_order": [each.name for each in cluster.rolling_order() if each.name],
        "alarms": [
            {"member_id": member, "member_name": names.get(member, ""), "alarm": alarm}
            for member, alarm in cluster.alarms
        ],
        "voters": len(cluster.voters),
        "quorum": cluster.quorum,
        "voters_answering": len(healthy),
        "silent": list(cluster.silent),
        "strangers": list(cluster.strangers),
    }
