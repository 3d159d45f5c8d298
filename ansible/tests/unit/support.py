# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""Real etcd members for the tests, and modules run as Ansible runs them: a program with JSON."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ansible_collections.drydock.etcd.plugins.module_utils.cluster import look
from ansible_collections.drydock.etcd.plugins.module_utils.gateway import Connection

ROOT = Path(os.path.realpath(__file__)).parents[3]
COLLECTIONS = ROOT / "playbooks" / "collections"
MODULES = "ansible_collections.drydock.etcd.plugins.modules."


def cache() -> Path:
    """Where testdata/fetch-etcd puts the releases."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(os.environ.get("DRYDOCK_CACHE") or os.path.join(base, "drydock"))


def binary(version: str, name: str = "etcd") -> str:
    """A program of a release; the release is fetched by the project's own script."""
    path = cache() / "etcd" / version / name
    assert path.is_file(), f"{path} is not there: run testdata/fetch-etcd"
    return str(path)


def free_ports(count: int) -> list[int]:
    """Ports that are free now. All are held until all are known, so that none comes twice."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _unused in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Member:
    """One real member on 127.0.0.1. Ready when it has told its log that it serves clients."""

    def __init__(self, name: str, version: str, folder: Path, flags: list[str]):
        self.name = name
        self.data_dir = folder / name
        self.log = folder / f"{name}.log"
        self.command = [binary(version), "--data-dir", str(self.data_dir), "--name", name] + flags
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            self.command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        ready = threading.Event()
        thread = threading.Thread(
            target=self._read, args=(self._process.stderr, ready), daemon=True
        )
        thread.start()
        assert ready.wait(60), f"{self.name} is not ready: {self.log.read_text()[-2000:]}"
        assert self._process.poll() is None, self.log.read_text()[-2000:]

    def _read(self, stream, ready: threading.Event) -> None:
        with open(self.log, "a", encoding="utf-8") as log:
            for line in stream:
                log.write(line)
                log.flush()
                if re.search(r"ready to serve client requests|serving \w+ client", line):
                    ready.set()
        ready.set()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process is not None else 0

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()

    @property
    def database(self) -> Path:
        return self.data_dir / "member" / "snap" / "db"


class EtcdCluster:
    """Members m1 … mN of one release, started together."""

    def __init__(self, folder: Path, version: str = "3.5.30", size: int = 1, **options):
        flags = list(options.get("flags", []))
        self.scheme = options.get("scheme", "http")
        ports = free_ports(2 * size)
        self.urls = [f"{self.scheme}://127.0.0.1:{port}" for port in ports[:size]]
        peers = [f"http://127.0.0.1:{port}" for port in ports[size:]]
        names = [f"m{number + 1}" for number in range(size)]
        everyone = ",".join(f"{name}={peer}" for name, peer in zip(names, peers))
        common = ["--heartbeat-interval", "50", "--election-timeout", "500"]
        self.members = [
            Member(
                name,
                version,
                folder,
                common
                + ["--listen-client-urls", url, "--advertise-client-urls", url]
                + ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer]
                + ["--initial-cluster", everyone]
                + flags,
            )
            for name, url, peer in zip(names, self.urls, peers)
        ]
        self.peers = peers
        self.extra = options.get("connection", {})
        self.folder = folder
        self.version = version

    def start(self) -> EtcdCluster:
        with ThreadPoolExecutor(len(self.members)) as pool:
            list(pool.map(Member.start, self.members))
        return self

    def stop(self) -> None:
        for member in self.members:
            member.stop()

    def by_name(self, name: str) -> Member:
        return next(each for each in self.members if each.name == name)

    def another(self, name: str) -> Joining:
        """A member to be: its ports are chosen, nothing is started."""
        return Joining(self, name)

    def arguments(self, **more) -> dict:
        """The argument `connection` of a module."""
        return {"endpoints": self.urls, "timeout": 5, **self.extra, **more}

    def connection(self, **more) -> Connection:
        given = self.arguments(**more)
        return Connection(endpoints=tuple(given.pop("endpoints")), **given)

    def look(self):
        return look(self.connection())

    def etcdctl(self, *arguments: str, check: bool = True) -> str:
        """What real etcdctl prints."""
        command = [binary("3.5.30", "etcdctl"), "--endpoints", ",".join(self.urls)]
        for name in ("cacert", "cert", "key"):
            if name in self.extra:
                command += [f"--{name}", self.extra[name]]
        done = subprocess.run(
            command + list(arguments), capture_output=True, text=True, check=False, timeout=60
        )
        assert not check or done.returncode == 0, done.stderr
        return done.stdout

    def fill(self, count: int, size: int, key: str = "filler") -> None:
        """Writes one key over and over, in transactions of etcdctl: history for a compaction."""
        value = "x" * size
        for _unused in range(count):
            self.etcdctl("put", key, value)


class Joining:
    """A member that is to join a running cluster."""

    def __init__(self, cluster: EtcdCluster, name: str):
        client, peer = free_ports(2)
        self._cluster = cluster
        self._name = name
        self._client_url = f"http://127.0.0.1:{client}"
        self.peer_url = f"http://127.0.0.1:{peer}"

    def join(self, initial_cluster: str) -> None:
        """Starts it, once the cluster knows of it."""
        flags = ["--listen-client-urls", self._client_url, "--initial-cluster-state", "existing"]
        flags += ["--advertise-client-urls", self._client_url, "--initial-cluster", initial_cluster]
        flags += [
            "--listen-peer-urls",
            self.peer_url,
            "--initial-advertise-peer-urls",
            self.peer_url,
        ]
        member = Member(self._name, self._cluster.version, self._cluster.folder, flags)
        self._cluster.members.append(member)
        member.start()


def run_module(module: str, check: bool = False, **arguments) -> dict:
    """Runs a module in a process of its own and returns its JSON; `rc` is the exit code."""
    given = dict(arguments, _ansible_check_mode=check, _ansible_diff=True)
    environment = dict(os.environ, PYTHONPATH=str(COLLECTIONS), PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(
        [sys.executable, "-m", MODULES + module],
        input=json.dumps({"ANSIBLE_MODULE_ARGS": given}),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert done.stdout.strip(), done.stderr
    return dict(json.loads(done.stdout), rc=done.returncode)


def drydock() -> str:
    """The command line of this checkout, built."""
    path = ROOT / "drydock"
    assert path.is_file(), path
    return str(path)


def unpacked(folder: Path, archive: str) -> Path:
    """A real directory of etcd out of testdata, such as v3.5/etcd-3.5.30-single."""
    source = ROOT / "testdata" / f"{archive}.tar.zst"
    subprocess.run(["tar", "-C", str(folder), "--zstd", "-xf", str(source)], check=True)
    return folder / archive.split("/")[-1]


def tree(folder: Path) -> dict:
    """Every file with its bytes: what must not change when only reading was asked for."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def openssl_certificates(folder: Path) -> dict:
    """A CA, a certificate of a server on 127.0.0.1 and one of a client; paths by name."""
    assert shutil.which("openssl"), "openssl is not installed"

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl(
        "req",
        "-x509",
        *curve,
        "-keyout",
        "ca.key",
        "-out",
        "ca.crt",
        "-days",
        "2",
        "-subj",
        "/CN=ca",
    )
    for name, uses in (("server", "serverAuth,clientAuth"), ("client", "clientAuth")):
        (folder / f"{name}.ext").write_text(
            f"extendedKeyUsage={uses}\nsubjectAltName=IP:127.0.0.1,DNS:localhost\n"
        )
        openssl(
            "req", *curve, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}"
        )
        openssl(
            *["x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key"],
            *["-CAcreateserial", "-out", f"{name}.crt", "-days", "2", "-extfile", f"{name}.ext"],
        )
    names = ("ca.crt", "server.crt", "server.key", "client.crt", "client.key")
    return {name: str(folder / name) for name in names}
