#!/usr/bin/python
# Copyright: the Drydock authors
# Apache-2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
"""Puts a signed certificate and its key into the place where a server reads them."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: etcd_tls_install
short_description: Put a signed certificate and its key into place
version_added: 0.1.0
description:
  - Checks that the certificate is that of the key which M(drydock.etcd.etcd_tls_request) made or
    kept, and that the authority signed it, before anything is replaced.
  - Renames both files into place, the key first, one right after the other. Etcd reads both anew
    with every connection, so no restart is needed.
  - A pair that is replaced stays as C(NAME.crt.previous) and C(NAME.key.previous).
options:
  path:
    description: The folder of the pair.
    type: path
    required: true
  name:
    description: Name of the pair, without an ending.
    type: str
    required: true
  certificate:
    description: The signed certificate in PEM.
    type: str
    required: true
  owner:
    description: Owner of both files; whom the module runs as if it is not given.
    type: str
  ca:
    description: The authority's certificate in PEM.
    type: str
    required: true
attributes:
  check_mode:
    description: Says what it would do.
    support: full
  diff_mode:
    description: Shows the old and the new certificate.
    support: full
author:
  - The Drydock authors (@drydock)
"""

EXAMPLES = r"""
- name: Put it into place
  drydock.etcd.etcd_tls_install:
    path: /etc/etcd/pki
    name: server
    certificate: "{{ signed.certificate }}"
    ca: "{{ authority.certificate }}"
    owner: etcd
"""

RETURN = r"""
not_after:
  description: When the certificate ends, as openssl prints it.
  type: str
  returned: always
"""

import os
import pwd
import shutil
import tempfile

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.drydock.etcd.plugins.module_utils.tls import (
    Openssl,
    OpensslError,
    write_private,
)


def prove(module, openssl, key):
    """What the new certificate says; fails unless it is the key's and the authority's."""
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "new.crt")
        ca_path = os.path.join(scratch, "ca.crt")
        for name, text in ((path, module.params["certificate"]), (ca_path, module.params["ca"])):
            with open(name, "w") as out:
                out.write(text)
        facts = openssl.certificate(path)
        if facts.public_key.strip() != openssl.public_of_key(key).strip():
            module.fail_json(msg="the certificate is not that of %s" % key)
        if not openssl.is_signed_by(path, ca_path):
            module.fail_json(msg="the authority did not sign the certificate for %s" % key)
        return facts


def give(path, owner, mode):
    """Sets owner and mode."""
    os.chmod(path, mode)
    if owner:
        entry = pwd.getpwnam(owner)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def install(module, place, key, next_key):
    """Renames what is new into place."""
    owner = module.params["owner"]
    for old in (place, key):
        if os.path.exists(old):
            shutil.copy2(old, old + ".previous")
            give(old + ".previous", owner, 0o600)
    write_private(place + ".next", module.params["certificate"])
    give(place + ".next", owner, 0o644)
    if os.path.exists(next_key):
        give(next_key, owner, 0o600)
        os.rename(next_key, key)
    else:
        give(key, owner, 0o600)
    os.rename(place + ".next", place)
    folder = os.open(os.path.dirname(place), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def run(module, openssl):
    """Proves, then installs."""
    place = os.path.join(module.params["path"], module.params["name"] + ".crt")
    key = os.path.join(module.params["path"], module.params["name"] + ".key")
    next_key = key + ".next"
    facts = prove(module, openssl, next_key if os.path.exists(next_key) else key)
    before = openssl.certificate(place).summary() if os.path.exists(place) else {}
    if before.get("serial") == facts.serial and not os.path.exists(next_key):
        return {"changed": False, "not_after": facts.not_after}
    if not module.check_mode:
        install(module, place, key, next_key)
    diff = {
        "before_header": place,
        "after_header": place,
        "before": before,
        "after": facts.summary(),
    }
    return {"changed": True, "not_after": facts.not_after, "diff": diff}


def main():
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "name": {"type": "str", "required": True},
            "certificate": {"type": "str", "required": True},
            "owner": {"type": "str"},
            "ca": {"type": "str", "required": True},
        },
        supports_check_mode=True,
    )
    try:
        module.exit_json(**run(module, Openssl(module)))
    except (OpensslError, OSError, KeyError) as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
