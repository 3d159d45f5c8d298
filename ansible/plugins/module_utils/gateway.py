# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""etcd's v3 API over its JSON gateway, with Python's standard library alone.

The gateway is served on the client port of every etcd since 3.4 under /v3. It writes 64-bit numbers
as decimal strings, bytes as base64, and leaves out what is zero. One call is one connection:
nothing is kept open, so that a member may go and come between two calls.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

# No answer that is asked for here comes near it; a server that sends more is none of etcd.
MOST_BYTES = 16 * 1024 * 1024

# gRPC's numbers that decisions are made by.
NOT_FOUND = 5
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12


class GatewayError(Exception):
    """A call without an answer, or with etcd's refusal.

    ``code`` is gRPC's number where etcd itself refused, else None: nobody answered in time, the
    certificate was not taken, or what answered is no etcd.
    """

    def __init__(self, endpoint: str, reason: str, code: int | None = None):
        super().__init__(f"{endpoint}: {reason}")
        self.endpoint = endpoint
        self.reason = reason
        self.code = code


@dataclass(frozen=True)
class Connection:
    """How to reach the members: what etcdctl takes as flags of the connection.

    ``timeout`` is in seconds, for one call from the connection to the last byte of its answer.
    """

    endpoints: tuple[str, ...]
    cacert: str | None = None
    cert: str | None = None
    key: str | None = None
    timeout: float = 10.0
    username: str | None = None
    password: str | None = None
    validate_certs: bool = True

    def context(self) -> ssl.SSLContext:
        """Settings for TLS; raises OSError or ssl.SSLError for a file that is absent or no PEM."""
        # A missing file in a chain of calls is reported without its name by Python's ssl.
        for path in (self.cacert, self.cert, self.key):
            if path is not None:
                with open(path, "rb"):
                    pass
        context = ssl.create_default_context(cafile=self.cacert)
        if not self.validate_certs:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.cert is not None:
            context.load_cert_chain(self.cert, self.key)
        return context


class Gateway:
    """One member's gateway."""

    def __init__(self, endpoint: str, connection: Connection, token: str | None = None):
        self.endpoint = endpoint
        self._connection = connection
        self._token = token

    def call(self, path: str, body: dict | None = None, timeout: float | None = None) -> dict:
        """Posts ``body`` to /v3/``path`` and returns the answer.

        ``timeout`` in seconds replaces the connection's. Raises GatewayError.
        """
        seconds = self._connection.timeout if timeout is None else timeout
        try:
            status, raw = self._exchange(path, body or {}, time.monotonic() + seconds)
        except ssl.SSLCertVerificationError as refused:
            raise GatewayError(
                self.endpoint, f"its certificate is not trusted: {refused.verify_message}"
            ) from refused
        except ssl.SSLError as refused:
            reason = str(refused.reason or refused).replace("_", " ").lower()
            raise GatewayError(self.endpoint, f"TLS: {reason}") from refused
        except (TimeoutError, socket.timeout) as silent:
            raise GatewayError(self.endpoint, f"no answer in {seconds:g} s") from silent
        except (OSError, http.client.HTTPException) as failed:
            raise GatewayError(self.endpoint, _words(failed)) from failed
        return self._answer(path, status, raw)

    def login(self) -> Gateway:
        """The same gateway with a token of the connection's user, or itself without one."""
        connection = self._connection
        if connection.username is None or self._token is not None:
            return self
        asked = {"name": connection.username, "password": connection.password or ""}
        return Gateway(self.endpoint, connection, self.call("auth/authenticate", asked)["token"])

    def _exchange(self, path: str, body: dict, deadline: float) -> tuple[int, bytes]:
        parts = _address(self.endpoint)
        remaining = max(0.001, deadline - time.monotonic())
        if parts.scheme == "https":
            http_connection = http.client.HTTPSConnection(
                parts.hostname,
                parts.port or 2379,
                timeout=remaining,
                context=self._connection.context(),
            )
        else:
            http_connection = http.client.HTTPConnection(
                parts.hostname, parts.port or 2379, timeout=remaining
            )
        headers = {"Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = self._token
        try:
            http_connection.request("POST", "/v3/" + path, json.dumps(body), headers)
            _rest_of(http_connection, deadline)
            response = http_connection.getresponse()
            return response.status, _read(response, http_connection, deadline)
        finally:
            http_connection.close()

    def _answer(self, path: str, status: int, raw: bytes) -> dict:
        try:
            answer = json.loads(raw)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            start = raw[:80].decode("utf-8", "replace").strip()
            code = UNIMPLEMENTED if status == 404 else None
            raise GatewayError(
                self.endpoint, f"/v3/{path} answers {status} and no JSON object: {start!r}", code
            )
        if status != 200:
            # 3.4 says error, 3.5 and later message; without etcd's words the path is unknown.
            reason = str(answer.get("message") or answer.get("error") or f"HTTP {status}")
            code = answer.get("code")
            if reason == "Not Found":
                code = UNIMPLEMENTED
            raise GatewayError(self.endpoint, reason, code if isinstance(code, int) else None)
        return answer


def _address(endpoint: str):
    parts = urlsplit(endpoint if "://" in endpoint else "http://" + endpoint)
    try:
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        port_is_one = False
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_one:
        raise GatewayError(
            endpoint, "is no endpoint: expected http://HOST:PORT or https://HOST:PORT"
        )
    return parts


def _rest_of(connection: http.client.HTTPConnection, deadline: float) -> None:
    """Gives the socket what is left of the call's time."""
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(remaining)


def _read(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, deadline: float
) -> bytes:
    parts = []
    length = 0
    while True:
        _rest_of(connection, deadline)
        part = response.read1(65536)
        if not part:
            return b"".join(parts)
        parts.append(part)
        length += len(part)
        if length > MOST_BYTES:
            raise http.client.HTTPException(f"the answer has more than {MOST_BYTES} bytes")


def _words(failed: Exception) -> str:
    if isinstance(failed, OSError) and failed.errno is not None:
        place = f"{failed.filename}: " if failed.filename else ""
        return (
            place + os.strerror(failed.errno).lower()
            if failed.errno > 0
            else place + str(failed.strerror)
        )
    return str(failed) or type(failed).__name__


def b64(text: str) -> str:
    """Bytes of ``text`` in UTF-8 as the gateway takes them."""
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def unb64(text: str | None) -> bytes:
    """Bytes that the gateway gave; it leaves out those of no length."""
    return base64.b64decode(text or "")


def hex_id(number: str | int | None) -> str:
    """An id as etcdctl prints it; the gateway has it in decimal, and leaves out zero."""
    return format(int(number or 0), "x")


def at_once(action, items: list) -> list:
    """``action`` of every item, side by side: silent members cost one time limit, not one each."""
    if not items:
        return []
    with ThreadPoolExecutor(max_workers=min(len(items), 32)) as pool:
        return list(pool.map(action, items))
