#!/usr/bin/python
# Copyright: the Drydock authors
# Apache-2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
"""The authority's half of a certificate, on the controller."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: etcd_tls_sign
short_description: Sign a request, if it asks for what it may ask for
version_added: 0.1.0
description:
  - Signs a request with the authority that M(drydock.etcd.etcd_tls_ca) made. The subject and the
    alternative names of the request must be exactly those given here; what a request asks for
    beyond that is refused, not dropped.
  - Every certificate is noted in the authority's C(index.txt), in openssl's own form.
  - A certificate is valid from an hour ago, for hosts whose clocks are behind.
options:
  path:
    description: The authority's folder, with C(ca.key) and C(ca.crt).
    type: path
    required: true
  request:
    description: The request in PEM.
    type: str
    required: true
  common_name:
    description: Common name that its subject must have.
    type: str
    required: true
  names:
    description: Host names and addresses that it must be for.
    type: list
    elements: str
    default: []
  uses:
    description: What the certificate may be used for.
    type: list
    elements: str
    choices: [serverAuth, clientAuth]
    required: true
  days:
    description: How long it is valid, 1 to 3650; never longer than the authority.
    type: int
    default: 365
attributes:
  check_mode:
    description: Checks the request and signs nothing.
    support: full
  diff_mode:
    description: A signature replaces nothing.
    support: none
author:
  - The Drydock authors (@drydock)
"""

EXAMPLES = r"""
- name: Sign it
  drydock.etcd.etcd_tls_sign:
    path: /home/op/.config/drydock/pki/prod
    request: "{{ asked.request }}"
    common_name: etcd-1
    names: [etcd-1, 192.0.2.11, localhost, 127.0.0.1]
    uses: [serverAuth, clientAuth]
  delegate_to: localhost
"""

RETURN = r"""
certificate:
  description: The certificate in PEM; empty in check mode.
  type: str
  returned: always
serial:
  description: Its serial number in hex.
  type: str
  returned: when signed
not_after:
  description: When it ends, as openssl prints it.
  type: str
  returned: when signed
"""

import datetime
import fcntl
import os
import shutil
import tempfile

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.drydock.etcd.plugins.module_utils.tls import (
    Openssl,
    OpensslError,
    alternative,
    extensions,
    private_mask,
)

CONFIG = """[ca]
default_ca=this
[this]
database={folder}/index.txt
new_certs_dir={scratch}
certificate={folder}/ca.crt
private_key={folder}/ca.key
rand_serial=yes
unique_subject=no
default_md=sha256
copy_extensions=none
policy=any
[any]
commonName=supplied
[ext]
{extensions}
authorityKeyIdentifier=keyid
subjectKeyIdentifier=hash
"""


def check(params, facts):
    """What the request asks for beyond or beside what it may."""
    want = sorted(set(alternative(name) for name in params["names"]))
    wrong = []
    if facts.subject != "CN=" + params["common_name"]:
        wrong.append("its subject is %s, not CN=%s" % (facts.subject, params["common_name"]))
    if facts.names != want:
        wrong.append("it is for %s, not %s" % (facts.names, want))
    if facts.uses != sorted(set(params["uses"])):
        wrong.append("it is to be used for %s, not %s" % (facts.uses, params["uses"]))
    return wrong


def end_of(params, openssl, folder, now):
    """When the certificate ends: no later than the authority."""
    end = now + datetime.timedelta(days=params["days"])
    authority = openssl.certificate(os.path.join(folder, "ca.crt"))
    last = datetime.datetime.strptime(authority.not_after, "%b %d %H:%M:%S %Y %Z")
    if last <= now:
        raise OpensslError("the authority in %s ended on %s" % (folder, authority.not_after))
    return min(end, last)


def sign(params, openssl, folder, scratch):
    """The certificate, noted in the index."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    end = end_of(params, openssl, folder, now)
    names = sorted(set(alternative(name) for name in params["names"]))
    config = os.path.join(scratch, "ca.cnf")
    with open(config, "w") as out:
        lines = "\n".join(extensions(names, params["uses"]))
        out.write(CONFIG.format(folder=folder, scratch=scratch, extensions=lines))
    signed = os.path.join(scratch, "signed.crt")
    with private_mask(), open(os.path.join(folder, ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        index = os.path.join(folder, "index.txt")
        if not os.path.exists(index):
            open(index, "w").close()
        openssl.run(
            ["ca", "-config", config, "-batch", "-notext", "-extensions", "ext"]
            + ["-in", os.path.join(scratch, "request.csr"), "-out", signed]
            + ["-startdate", stamp(now - datetime.timedelta(hours=1)), "-enddate", stamp(end)]
        )
    return signed


def stamp(moment):
    """As openssl takes a moment."""
    return moment.strftime("%Y%m%d%H%M%SZ")


def answer(module, openssl, scratch):
    """Checks and signs."""
    params = module.params
    path = os.path.join(scratch, "request.csr")
    with open(path, "w") as out:
        out.write(params["request"])
    wrong = check(params, openssl.request(path))
    if wrong:
        module.fail_json(msg="the request is refused: " + "; ".join(wrong))
    if module.check_mode:
        return {"changed": True, "certificate": ""}
    signed = sign(params, openssl, params["path"], scratch)
    facts = openssl.certificate(signed)
    with open(signed) as text:
        pem = text.read()
    return {
        "changed": True,
        "certificate": pem,
        "serial": facts.serial,
        "not_after": facts.not_after,
    }


def main():
    """Runs the module."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "request": {"type": "str", "required": True},
            "common_name": {"type": "str", "required": True},
            "names": {"type": "list", "elements": "str", "default": []},
            "uses": {
                "type": "list",
                "elements": "str",
                "choices": ["serverAuth", "clientAuth"],
                "required": True,
            },
            "days": {"type": "int", "default": 365},
        },
        supports_check_mode=True,
    )
    if not 1 <= module.params["days"] <= 3650:
        module.fail_json(msg="days is %d, outside of 1 to 3650" % module.params["days"])
    scratch = tempfile.mkdtemp(prefix="etcd-tls-")
    try:
        done = answer(module, Openssl(module), scratch)
    except (OpensslError, OSError, ValueError) as error:
        module.fail_json(msg=str(error))
    finally:
        shutil.rmtree(scratch)
    module.exit_json(**done)


if __name__ == "__main__":
    main()
