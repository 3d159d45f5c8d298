# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""Arguments that modules share, and what is made of them."""

from __future__ import annotations

from .gateway import Connection, GatewayError


def connection_argument() -> dict:
    """The argument ``connection``, as the fragment ``connection`` documents it."""
    return {
        "type": "dict",
        "required": True,
        "options": {
            "endpoints": {"type": "list", "elements": "str", "required": True},
            "cacert": {"type": "path"},
            "cert": {"type": "path"},
            "key": {"type": "path", "no_log": False},
            "timeout": {"type": "float", "default": 10.0},
            "username": {"type": "str"},
            "password": {"type": "str", "no_log": True},
            "validate_certs": {"type": "bool", "default": True},
        },
        "required_together": [("cert", "key")],
        "required_by": {"password": "username"},
    }


def connection_of(module) -> Connection:
    """The connection of the arguments; fails the module when a file of it cannot be used."""
    given = module.params["connection"]
    if not given["endpoints"]:
        module.fail_json(msg="connection.endpoints is empty: at least one is needed")
    if given["timeout"] <= 0:
        module.fail_json(
            msg=f"connection.timeout is {given['timeout']:g}: expected seconds above 0"
        )
    connection = Connection(
        endpoints=tuple(given["endpoints"]),
        cacert=given["cacert"],
        cert=given["cert"],
        key=given["key"],
        timeout=given["timeout"],
        username=given["username"],
        password=given["password"],
        validate_certs=given["validate_certs"],
    )
    try:
        connection.context()
    except OSError as failed:  # ssl.SSLError is one
        files = ", ".join(path for path in (failed.filename,) if path) or "cacert, cert or key"
        module.fail_json(msg=f"connection: {files}: {failed.strerror or failed}")
    return connection


def refused(module, error: GatewayError, **facts) -> None:
    """Fails the module with etcd's words."""
    module.fail_json(msg=str(error), endpoint=error.endpoint, grpc_code=error.code, **facts)
