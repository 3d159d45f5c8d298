# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""The four modules for certificates, one after the other, as the role etcd_tls calls them."""

from __future__ import annotations

import os
import stat
import subprocess

import pytest

from ansible_collections.drydock.etcd.tests.unit.support import run_module

NAMES = ["etcd-1", "192.0.2.11", "::1"]
USES = ["serverAuth", "clientAuth"]


class Pki:
    """An authority in one folder and a host's pair in another."""

    def __init__(self, folder):
        self.ca_dir = str(folder / "ca")
        self.host_dir = str(folder / "pki")
        os.mkdir(self.host_dir)

    def authority(self, **options):
        return run_module("etcd_tls_ca", path=self.ca_dir, name="trial CA", **options)

    def ask(self, **changed):
        options = {"common_name": "etcd-1", "names": NAMES, "uses": USES, **changed}
        options.setdefault("ca", self.authority()["certificate"])
        return run_module("etcd_tls_request", path=self.host_dir, name="server", **options)

    def sign(self, request, **changed):
        options = {"common_name": "etcd-1", "names": NAMES, "uses": USES, **changed}
        return run_module("etcd_tls_sign", path=self.ca_dir, request=request, **options)

    def install(self, certificate):
        authority = self.authority()["certificate"]
        return run_module(
            "etcd_tls_install",
            path=self.host_dir,
            name="server",
            certificate=certificate,
            ca=authority,
        )

    def renew(self, **changed):
        asked = self.ask(**changed)
        return self.install(self.sign(asked["request"])["certificate"])

    def read(self, name):
        with open(os.path.join(self.host_dir, name), encoding="ascii") as text:
            return text.read()


@pytest.fixture
def pki(tmp_path):
    return Pki(tmp_path)


def test_an_authority_is_made_once_and_its_key_is_private(pki):
    made = pki.authority()
    assert made["changed"] and "BEGIN CERTIFICATE" in made["certificate"]
    again = pki.authority()
    assert (again["changed"], again["certificate"]) == (False, made["certificate"])
    mode = os.stat(os.path.join(pki.ca_dir, "ca.key")).st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_an_authority_without_its_key_is_not_made_anew(pki):
    pki.authority()
    os.unlink(os.path.join(pki.ca_dir, "ca.key"))
    refused = pki.authority()
    assert refused["rc"] == 1 and "without its key" in refused["msg"]


def test_check_mode_makes_nothing(pki):
    foreseen = pki.authority(check=True)
    assert foreseen["changed"] and not os.path.exists(pki.ca_dir)
    asked = pki.ask(ca="", check=True)
    assert asked["due"] and asked["request"] == "" and os.listdir(pki.host_dir) == []


def test_a_whole_round_gives_a_pair_that_openssl_takes_and_that_is_not_due(pki):
    assert pki.ask()["reasons"] == ["there is no key"]
    assert pki.renew()["changed"]
    path = os.path.join(pki.host_dir, "server.crt")
    ca_path = os.path.join(pki.ca_dir, "ca.crt")
    for purpose in ("sslserver", "sslclient"):
        subprocess.run(
            ["openssl", "verify", "-purpose", purpose, "-CAfile", ca_path, path], check=True
        )
    for host in (["-verify_hostname", "etcd-1"], ["-verify_ip", "192.0.2.11"]):
        subprocess.run(["openssl", "verify", *host, "-CAfile", ca_path, path], check=True)
    again = pki.ask()
    assert (again["changed"], again["due"], again["reasons"]) == (False, False, [])


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"names": ["etcd-1", "192.0.2.12"]}, "names: "),
        ({"uses": ["clientAuth"]}, "uses: "),
        ({"common_name": "etcd-2"}, "subject: CN=etcd-1, not CN=etcd-2"),
        ({"renew_days": 400}, "it ends within 400 days"),
        ({"force": True}, "a new one was asked for"),
    ],
)
def test_a_pair_is_due_for_each_reason(pki, changed, reason):
    pki.renew()
    assert any(each.startswith(reason) for each in pki.ask(**changed)["reasons"])


def test_another_authority_makes_a_pair_due(pki, tmp_path):
    pki.renew()
    other = run_module("etcd_tls_ca", path=str(tmp_path / "other"), name="other CA")
    reasons = pki.ask(ca=other["certificate"])["reasons"]
    assert reasons == ["the authority has not signed it, or it is not valid now"]


def test_a_renewal_keeps_the_key_and_a_new_key_is_made_where_asked(pki):
    pki.renew()
    key, certificate = pki.read("server.key"), pki.read("server.crt")
    pki.renew(force=True)
    assert pki.read("server.key") == key and pki.read("server.crt") != certificate
    assert pki.read("server.crt.previous") == certificate
    pki.renew(force=True, new_key=True)
    assert pki.read("server.key") != key and pki.read("server.key.previous") == key
    assert pki.ask()["due"] is False


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        ({"names": ["etcd-1"]}, "it is for"),
        ({"uses": ["clientAuth"]}, "it is to be used for"),
        ({"common_name": "etcd-2"}, "its subject is CN=etcd-1, not CN=etcd-2"),
    ],
)
def test_a_request_for_more_than_allowed_is_refused(pki, allowed, words):
    refused = pki.sign(pki.ask()["request"], **allowed)
    assert refused["rc"] == 1 and words in refused["msg"]


def test_a_certificate_of_another_key_is_not_installed(pki, tmp_path):
    first = pki.sign(pki.ask()["request"])["certificate"]
    pki.ask(new_key=True)
    refused = pki.install(first)
    assert refused["rc"] == 1 and "not that of" in refused["msg"]
    assert not os.path.exists(os.path.join(pki.host_dir, "server.crt"))
