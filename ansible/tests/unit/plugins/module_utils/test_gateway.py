# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import http.server
import json
import threading
from pathlib import Path

import pytest

from ansible_collections.drydock.etcd.plugins.module_utils.cluster import (
    Cluster,
    Member,
    read_status,
)
from ansible_collections.drydock.etcd.plugins.module_utils.compaction import is_compacted
from ansible_collections.drydock.etcd.plugins.module_utils.gateway import (
    FAILED_PRECONDITION,
    NOT_FOUND,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    Connection,
    Gateway,
    GatewayError,
    b64,
    hex_id,
    unb64,
)
from ansible_collections.drydock.etcd.plugins.module_utils.hashes import hash_kv

RECORDED = Path(__file__).parents[2] / "recorded"
VERSIONS = ["3.4.23", "3.5.16", "3.5.30"]


class Replay(http.server.BaseHTTPRequestHandler):
    """Answers as the recorded server did, byte for byte."""

    answers: list = []

    def do_POST(self):  # noqa: N802 the base class names it
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found = next(
            each
            for each in self.answers
            if "/v3/" + each["path"] == self.path and each["body"] == body
        )
        raw = found["answer"].encode()
        self.send_response(found["status"])
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *arguments):
        """Nothing: pytest shows what matters."""


@pytest.fixture(params=VERSIONS)
def recorded(request):
    answers = json.loads((RECORDED / f"{request.param}.json").read_text())["answers"]
    handler = type("Recorded", (Replay,), {"answers": answers})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield request.param, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def connection(endpoint: str, **more) -> Connection:
    return Connection(endpoints=(endpoint,), **dict({"timeout": 3.0}, **more))


def refusal(endpoint: str, path: str, body: dict) -> GatewayError:
    with pytest.raises(GatewayError) as refused:
        Gateway(endpoint, connection(endpoint)).call(path, body)
    return refused.value


def test_a_status_is_read_of_every_release(recorded):
    version, endpoint = recorded
    status = read_status(endpoint, connection(endpoint))
    assert status.version == version
    assert status.leader_id == status.member_id
    assert status.revision == 4
    assert status.raft_index >= status.raft_applied_index > 0
    assert status.db_size >= status.db_size_in_use > 0


def test_alarms_are_read_from_a_status(recorded):
    version, endpoint = recorded
    status = read_status(endpoint, connection(endpoint))
    assert status.alarms() == [(status.member_id, "NOSPACE")]


def test_refusals_carry_the_number_of_grpc_and_the_words_of_etcd(recorded):
    _version, endpoint = recorded
    future = refusal(endpoint, "kv/range", {"key": "YQ==", "revision": "99"})
    assert (future.code, future.reason) == (
        OUT_OF_RANGE,
        "etcdserver: mvcc: required revision is a future revision",
    )
    twice = refusal(endpoint, "lease/grant", {"TTL": "600", "ID": "77"})
    assert (twice.code, twice.reason) == (FAILED_PRECONDITION, "etcdserver: lease already exists")
    absent = refusal(endpoint, "lease/revoke", {"ID": "78"})
    assert (absent.code, absent.reason) == (NOT_FOUND, "etcdserver: requested lease not found")


def test_a_path_that_a_release_does_not_know_is_unimplemented(recorded):
    _version, endpoint = recorded
    assert refusal(endpoint, "maintenance/nothing", {}).code == UNIMPLEMENTED


def test_a_compaction_is_known_by_a_read_before_it(recorded):
    _version, endpoint = recorded
    status = read_status(endpoint, connection(endpoint))
    member = Member(status.member_id, "m1", (), (endpoint,), False, status)
    cluster = Cluster(status.cluster_id, (member,))
    assert is_compacted(cluster, connection(endpoint), 3)
    assert not is_compacted(cluster, connection(endpoint), 4)
    assert is_compacted(cluster, connection(endpoint), 1)


def test_a_hash_is_given_or_said_to_be_missing(recorded):
    version, endpoint = recorded
    status = read_status(endpoint, connection(endpoint))
    member = Member(status.member_id, "m1", (), (endpoint,), False, status)
    if version == "3.4.23":
        with pytest.raises(GatewayError, match="etcd 3.4.23 has no HashKV on its gateway"):
            hash_kv(member, connection(endpoint), 4)
        return
    found = hash_kv(member, connection(endpoint), 4)
    assert found["compact_revision"] == 3
    assert found["hash"] > 0


class Dribble(http.server.BaseHTTPRequestHandler):
    """Sends one byte after the other, and never all."""

    def do_POST(self):  # noqa: N802
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        try:
            while not self.server.ended.wait(0.02):
                self.wfile.write(b" ")
        except OSError:
            return

    def log_message(self, *arguments):
        """Nothing."""


def test_the_time_limit_holds_for_the_whole_answer():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dribble)
    server.ended = threading.Event()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    try:
        with pytest.raises(GatewayError, match="no answer in 0.3 s"):
            Gateway(endpoint, connection(endpoint, timeout=0.3)).call("maintenance/status")
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()


class NoEtcd(http.server.BaseHTTPRequestHandler):
    """A web server."""

    def do_POST(self):  # noqa: N802
        raw = b"<html>hello</html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *arguments):
        """Nothing."""


def test_what_is_no_etcd_is_said_to_be_none():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), NoEtcd)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    try:
        with pytest.raises(GatewayError, match="no JSON object: '<html>hello</html>'"):
            Gateway(endpoint, connection(endpoint)).call("maintenance/status")
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    "endpoint", ["ftp://127.0.0.1:1", "http://", "https://h:0", "http://h:99999", "http://h:x"]
)
def test_a_wrong_endpoint_is_named(endpoint):
    with pytest.raises(GatewayError, match="is no endpoint: expected http://HOST:PORT"):
        Gateway(endpoint, connection(endpoint)).call("maintenance/status")


def test_numbers_and_bytes_as_the_gateway_has_them():
    assert hex_id("17010963214147749224") == "ec1314ea52838568"
    assert hex_id(None) == "0"
    assert b64("a\0é") == "YQDDqQ=="
    assert unb64("YQDDqQ==") == "a\0é".encode()
    assert unb64(None) == b""
