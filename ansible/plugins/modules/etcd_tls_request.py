#!/usr/bin/python
# Copyright: the Drydock authors
# Apache-2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
"""The host's half of a certificate: its key, and a request for a signature where one is due."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: etcd_tls_request
short_description: Is a certificate due, and if so, ask for it
version_added: 0.1.0
description:
  - Looks at the pair C(NAME.crt) and C(NAME.key) in a folder of a host, and says why a new
    certificate is due, if it is. It is due when there is none, when the authority at hand did not
    sign it, when subject, alternative names or uses are not those asked for, when it is not the
    key's, and when it ends within I(renew_days).
  - Where it is due, makes the private key on this host unless there is one, and returns a signing
    request. The key does not leave the host.
  - Nothing that a server reads is touched; M(drydock.etcd.etcd_tls_install) puts the pair into its
    place.
options:
  path:
    description: The folder, which must be there.
    type: path
    required: true
  name:
    description: Name of the pair, without an ending.
    type: str
    required: true
  common_name:
    description: Common name of the subject.
    type: str
    required: true
  names:
    description: Host names and addresses that the certificate is for; may be empty for a client's.
    type: list
    elements: str
    default: []
  uses:
    description: What it may be used for.
    type: list
    elements: str
    choices: [serverAuth, clientAuth]
    required: true
  ca:
    description: The authority's certificate in PEM; empty if there is none yet.
    type: str
    required: true
  key_type:
    description: Kind of a new key.
    type: str
    choices: [p256, p384, rsa2048, rsa3072, rsa4096]
    default: p256
  renew_days:
    description: Days before its end from which on a certificate is due.
    type: int
    default: 30
  force:
    description: A new certificate is due in any case.
    type: bool
    default: false
  new_key:
    description: With a new certificate goes a new key.
    type: bool
    default: false
attributes:
  check_mode:
    description: Says whether and why a certificate is due; makes no key and no request.
    support: full
  diff_mode:
    description: Shows what is there against what is asked for.
    support: full
author:
  - The Drydock authors (@drydock)
"""

EXAMPLES = r"""
- name: Ask for the server's certificate
  drydock.etcd.etcd_tls_request:
    path: /etc/etcd/pki
    name: server
    common_name: etcd-1
    names: [etcd-1, 192.0.2.11, localhost, 127.0.0.1]
    uses: [serverAuth, clientAuth]
    ca: "{{ authority.certificate }}"
"""

RETURN = r"""
due:
  description: Whether a new certificate is due.
  type: bool
  returned: always
reasons:
  description: Why.
  type: list
  elements: str
  returned: always
request:
  description: The signing request in PEM; empty if none is due, and in check mode.
  type: str
  returned: always
"""

import os
import tempfile

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.drydock.etcd.plugins.module_utils.tls import (
    DAY_SECONDS,
    Openssl,
    OpensslError,
    alternative,
    extensions,
)


class Pair:
    """The files of one pair. A key in NEXT waits for its certificate."""

    def __init__(self, folder, name):
        self.certificate = os.path.join(folder, name + ".crt")
        self.key = os.path.join(folder, name + ".key")
        self.next_key = os.path.join(folder, name + ".key.next")


def wanted(params):
    """What the certificate is to say."""
    return {
        "subject": "CN=" + params["common_name"],
        "names": sorted(set(alternative(name) for name in params["names"])),
        "uses": sorted(set(params["uses"])),
    }


def reasons(params, openssl, pair, want):
    """Why a new certificate is due, and what the old one says."""
    if not os.path.exists(pair.key):
        return ["there is no key"], {}
    if not os.path.exists(pair.certificate):
        return ["there is no certificate"], {}
    have = openssl.certificate(pair.certificate)
    found = []
    for part in ("subject", "names", "uses"):
        if getattr(have, part) != want[part]:
            found.append("%s: %s, not %s" % (part, getattr(have, part), want[part]))
    if have.public_key.strip() != openssl.public_of_key(pair.key).strip():
        found.append("the certificate is another key's")
    with tempfile.NamedTemporaryFile("w", suffix=".crt") as authority:
        authority.write(params["ca"])
        authority.flush()
        if not params["ca"] or not openssl.is_signed_by(pair.certificate, authority.name):
            found.append("the authority has not signed it, or it is not valid now")
    if openssl.ends_within(pair.certificate, params["renew_days"] * DAY_SECONDS):
        found.append("it ends within %d days, on %s" % (params["renew_days"], have.not_after))
    if params["force"]:
        found.append("a new one was asked for")
    return found, have.summary()


def ask(params, openssl, pair, want):
    """Makes the key if there is none to keep, and the request."""
    key = pair.key
    if params["new_key"] or not os.path.exists(key):
        key = pair.next_key
        openssl.new_key(params["key_type"], key)
    elif os.path.exists(pair.next_key):
        os.unlink(pair.next_key)
    with tempfile.NamedTemporaryFile("w", suffix=".cnf") as config:
        config.write("[req]\ndistinguished_name=dn\nreq_extensions=ext\nprompt=no\n")
        config.write("[dn]\nCN=%s\n[ext]\n" % params["common_name"])
        config.write("\n".join(extensions(want["names"], want["uses"])) + "\n")
        config.flush()
        return openssl.run(["req", "-new", "-sha256", "-key", key, "-config", config.name])


def examine(module, openssl):
    """The whole of it."""
    params = module.params
    pair = Pair(params["path"], params["name"])
    want = wanted(params)
    found, have = reasons(params, openssl, pair, want)
    answer = {"changed": bool(found), "due": bool(found), "reasons": found, "request": ""}
    if found:
        answer["diff"] = {"before_header": pair.certificate, "after_header": pair.certificate}
        answer["diff"].update(before=have, after=dict(want, because=found))
        if not module.check_mode:
            answer["request"] = ask(params, openssl, pair, want)
    return answer


def main():
    """Runs the module."""
    kinds = ["p256", "p384", "rsa2048", "rsa3072", "rsa4096"]
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "name": {"type": "str", "required": True},
            "common_name": {"type": "str", "required": True},
            "names": {"type": "list", "elements": "str", "default": []},
            "uses": {
                "type": "list",
                "elements": "str",
                "choices": ["serverAuth", "clientAuth"],
                "required": True,
            },
            "ca": {"type": "str", "required": True},
            "key_type": {"type": "str", "choices": kinds, "default": "p256", "no_log": False},
            "renew_days": {"type": "int", "default": 30},
            "force": {"type": "bool", "default": False},
            "new_key": {"type": "bool", "default": False, "no_log": False},
        },
        supports_check_mode=True,
    )
    try:
        module.exit_json(**examine(module, Openssl(module)))
    except (OpensslError, OSError, ValueError) as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
