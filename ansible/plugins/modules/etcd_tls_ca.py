#!/usr/bin/python
# Copyright: the Drydock authors
# Apache-2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
"""A certificate authority in a folder of the controller."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: etcd_tls_ca
short_description: Make a certificate authority for a cluster, once
version_added: 0.1.0
description:
  - Makes C(ca.key) (mode 0600) and C(ca.crt) in a folder, where they are missing. What is there is
    never replaced.
  - Meant for the controller; the key is read by M(drydock.etcd.etcd_tls_sign) there and goes
    nowhere else.
options:
  path:
    description: The authority's folder; made with mode 0700.
    type: path
    required: true
  name:
    description: Its common name.
    type: str
    required: true
  key_type:
    description: Kind of its key.
    type: str
    choices: [p256, p384, rsa2048, rsa3072, rsa4096]
    default: p384
  days:
    description: How long its certificate is valid, 1 to 36500.
    type: int
    default: 3650
attributes:
  check_mode:
    description: Says what it would do.
    support: full
  diff_mode:
    description: Shows the subject and the end.
    support: full
author:
  - The Drydock authors (@drydock)
"""

EXAMPLES = r"""
- name: Make the authority
  drydock.etcd.etcd_tls_ca:
    path: /home/op/.config/drydock/pki/prod
    name: prod etcd CA
  delegate_to: localhost
  throttle: 1
"""

RETURN = r"""
certificate:
  description: The authority's certificate in PEM; empty in check mode before there is one.
  type: str
  returned: always
not_after:
  description: When it ends, as openssl prints it.
  type: str
  returned: when there is one
"""

import fcntl
import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.drydock.etcd.plugins.module_utils.tls import (
    Openssl,
    OpensslError,
    private_mask,
)


def make(module, openssl, folder):
    """Both files, under names of their own until they are whole."""
    key = os.path.join(folder, "ca.key")
    certificate = os.path.join(folder, "ca.crt")
    openssl.new_key(module.params["key_type"], key + ".new")
    openssl.run(
        ["req", "-x509", "-new", "-sha384", "-key", key + ".new", "-out", certificate + ".new"]
        + [
            "-days",
            str(module.params["days"]),
            "-subj",
            "/CN=" + module.params["name"].replace("/", "\\/"),
        ]
        + ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
        + ["-addext", "basicConstraints=critical,CA:TRUE,pathlen:0"]
    )
    os.rename(key + ".new", key)
    os.rename(certificate + ".new", certificate)


def result(openssl, folder, changed):
    """What the module returns when there is an authority."""
    path = os.path.join(folder, "ca.crt")
    facts = openssl.certificate(path)
    with open(path) as text:
        pem = text.read()
    return {"changed": changed, "certificate": pem, "not_after": facts.not_after}


def ensure(module, openssl):
    """Makes the authority unless it is there."""
    folder = module.params["path"]
    there = [os.path.exists(os.path.join(folder, name)) for name in ("ca.key", "ca.crt")]
    if all(there):
        return result(openssl, folder, changed=False)
    if there[1]:
        module.fail_json(
            msg="%s has ca.crt without its key: sign elsewhere, or name another folder" % folder
        )
    if there[0]:
        module.fail_json(
            msg="%s has ca.key without ca.crt; move it away, or put the certificate back" % folder
        )
    diff = {"before": "", "after": "%s: new authority %s\n" % (folder, module.params["name"])}
    if module.check_mode:
        return {"changed": True, "certificate": "", "diff": diff}
    with private_mask():
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.path.join(folder, ".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.path.exists(os.path.join(folder, "ca.crt")):
                return result(openssl, folder, changed=False)
            make(module, openssl, folder)
    return dict(result(openssl, folder, changed=True), diff=diff)


def main():
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "name": {"type": "str", "required": True},
            "key_type": {
                "type": "str",
                "choices": ["p256", "p384", "rsa2048", "rsa3072", "rsa4096"],
                "default": "p384",
                "no_log": False,
            },
            "days": {"type": "int", "default": 3650},
        },
        supports_check_mode=True,
    )
    if not 1 <= module.params["days"] <= 36500:
        module.fail_json(msg="days is %d, outside of 1 to 36500" % module.params["days"])
    try:
        module.exit_json(**ensure(module, Openssl(module)))
    except (OpensslError, OSError) as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
