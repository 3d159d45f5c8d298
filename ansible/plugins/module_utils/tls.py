# Copyright: the Drydock authors
# Apache-2.0 (see LICENSE or https://www.apache.org/licenses/LICENSE-2.0)
"""Certificates by the openssl program: no Python package is needed, here or on a host."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

import ipaddress
import os
import re
import tempfile

DAY_SECONDS = 86400


class OpensslError(Exception):
    """Openssl said no. The message has the command's name and what openssl said; never a key."""


class Openssl:
    """Runs openssl. Every method raises OpensslError where openssl ends with another code than 0."""

    def __init__(self, module):
        self._module = module
        self._program = module.get_bin_path("openssl", required=True)

    def run(self, arguments, data=None):
        """Its stdout, for these arguments and this stdin."""
        code, out, err = self._module.run_command(
            [self._program] + arguments,
            data=data,
            binary_data=False,
            environ_update={"LC_ALL": "C"},
        )
        if code != 0:
            raise OpensslError("openssl %s: %s" % (arguments[0], err.strip() or "code %d" % code))
        return out

    def new_key(self, kind, path):
        """Writes a new private key, mode 0600. kind: p256, p384, rsa2048, rsa3072 or rsa4096."""
        if kind.startswith("rsa"):
            options = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:" + kind[3:]]
        else:
            options = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-" + kind[1:]]
        with private_mask():
            self.run(["genpkey", "-out", path] + options)

    def public_of_key(self, path):
        """The public half of a private key, in PEM."""
        return self.run(["pkey", "-in", path, "-pubout"])

    def certificate(self, path):
        """What a certificate file says."""
        text = self.run(
            [
                "x509",
                "-in",
                path,
                "-noout",
                "-subject",
                "-issuer",
                "-startdate",
                "-enddate",
                "-serial",
            ]
            + ["-nameopt", "RFC2253", "-ext", "subjectAltName,extendedKeyUsage"]
        )
        return Facts(text, self.run(["x509", "-in", path, "-noout", "-pubkey"]))

    def request(self, path):
        """What a signing request says; its signature must be its own key's."""
        text = self.run(
            ["req", "-in", path, "-noout", "-verify", "-subject", "-nameopt", "RFC2253", "-text"]
        )
        return Facts(text, self.run(["req", "-in", path, "-noout", "-pubkey"]))

    def ends_within(self, path, seconds):
        """True if the certificate is no longer valid in so many seconds."""
        try:
            self.run(["x509", "-in", path, "-noout", "-checkend", str(seconds)])
        except OpensslError:
            return True
        return False

    def is_signed_by(self, path, ca_path):
        """True if the authority signed the certificate and its time has come and not passed."""
        try:
            self.run(["verify", "-CAfile", ca_path, path])
        except OpensslError:
            return False
        return True


class Facts:
    """Subject, names, uses and end of a certificate or request, out of openssl's text."""

    def __init__(self, text, public_key):
        self.public_key = public_key
        self.subject = _line(text, "subject=")
        self.issuer = _line(text, "issuer=")
        self.not_before = _line(text, "notBefore=")
        self.not_after = _line(text, "notAfter=")
        self.serial = _line(text, "serial=")
        names = re.search(r"X509v3 Subject Alternative Name:.*\n\s*(.*)", text)
        self.names = sorted(normal_name(n) for n in names.group(1).split(", ")) if names else []
        uses = re.search(r"X509v3 Extended Key Usage:.*\n\s*(.*)", text)
        self.uses = (
            sorted(_USES.get(u.strip(), u.strip()) for u in uses.group(1).split(","))
            if uses
            else []
        )

    def summary(self):
        """For a diff and for what a module returns."""
        return {
            "subject": self.subject,
            "names": self.names,
            "uses": self.uses,
            "not_after": self.not_after,
            "serial": self.serial,
        }


_USES = {
    "TLS Web Server Authentication": "serverAuth",
    "TLS Web Client Authentication": "clientAuth",
}


def _line(text, start):
    for line in text.splitlines():
        if line.startswith(start):
            return line[len(start) :].strip()
    return ""


def normal_name(name):
    """DNS:x or IP:y for a name as openssl prints it; addresses in their one short form."""
    kind, separator, value = name.strip().partition(":")
    if not separator:
        raise ValueError("no kind in the alternative name %s" % name)
    if kind in ("IP", "IP Address"):
        return "IP:%s" % ipaddress.ip_address(value)
    if kind == "DNS":
        return "DNS:%s" % value.lower()
    return "%s:%s" % (kind, value)


def alternative(name):
    """DNS:x or IP:y for a bare host name or address."""
    try:
        return "IP:%s" % ipaddress.ip_address(name)
    except ValueError:
        return "DNS:%s" % name.lower()


def extensions(names, uses):
    """The lines of an openssl extension section for a member's or a client's certificate."""
    lines = [
        "basicConstraints=critical,CA:FALSE",
        "keyUsage=critical,digitalSignature,keyEncipherment",
    ]
    lines.append("extendedKeyUsage=" + ",".join(uses))
    if names:
        lines.append("subjectAltName=" + ",".join(names))
    return lines


class private_mask:
    """Files made within have no rights for others: with private_mask(): …"""

    def __enter__(self):
        self._before = os.umask(0o077)

    def __exit__(self, *ignored):
        os.umask(self._before)


def write_private(path, text):
    """Writes a file of mode 0600 beside its place, makes it durable and renames it into it."""
    folder = os.path.dirname(path)
    handle, beside = tempfile.mkstemp(prefix=".", dir=folder)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.rename(beside, path)
    except OSError:
        os.unlink(beside)
        raise
