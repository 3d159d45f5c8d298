"""Servers and clients for testdata/bench/node: how they are started, asked and measured."""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("DRYDOCK_CACHE")
             or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "drydock")
ETCD = CACHE / "etcd" / "3.5.30"
DRYDOCK = str(ROOT / "drydock")
TICKS = os.sysconf("SC_CLK_TCK")
READY = "ready to serve client requests"
CLIENT = "io.drydock.node.bench.LoadClient"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A member of one, of the node or of etcd, on a directory of its own."""

    def __init__(self, kind, folder):
        self.kind = kind
        self.folder = folder
        self.process = None

    def start(self):
        """Starts it; seconds until it serves."""
        self.port = free_port()
        url, peer = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{free_port()}"
        program = [DRYDOCK, "node"] if self.kind == "node" else [ETCD / "etcd"]
        begin = time.perf_counter()
        self.process = subprocess.Popen(
            [*program, "--name", "m1", "--data-dir", self.folder, "--listen-client-urls", url,
             "--advertise-client-urls", url, "--listen-peer-urls", peer,
             "--initial-advertise-peer-urls", peer, "--initial-cluster", f"m1={peer}",
             "--quota-backend-bytes", str(8 << 30)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if READY in line:
                break
        else:
            sys.exit(f"{self.kind} did not start:\n" + "".join(said[-5:]))
        seconds = time.perf_counter() - begin
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return seconds

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def clear(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self):
        return f"127.0.0.1:{self.port}"

    def cpu_seconds(self):
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / TICKS

    def resident_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024 / 1e6

    def revision(self):
        """The newest, by a linearizable read over JSON."""
        body = json.dumps({"key": base64.b64encode(b"-").decode()}).encode()
        request = urllib.request.Request(f"http://{self.address()}/v3/kv/range", data=body)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(json.load(answer)["header"]["revision"])

    def etcdctl(self, *words):
        run([ETCD / "etcdctl", "--endpoints", self.address(), "--command-timeout", "300s", *words])


def run(command, **settings):
    """What a program prints; ends everything when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **settings)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def prepare():
    """Real etcd, h2load, the node and the client, each made or fetched where it is missing."""
    subprocess.run([ROOT / "testdata" / "fetch-etcd", "3.5.30"], check=True)
    if not shutil.which("h2load"):
        sys.exit("h2load is missing: apt install nghttp2-client")
    subprocess.run([DRYDOCK, "node", "--version"], check=True, stdout=subprocess.DEVNULL)
    made = ROOT / "node/target/test-classes" / (CLIENT.replace(".", "/") + ".class")
    sources = (ROOT / "node/src/test/java/io/drydock/node/bench").glob("*.java")
    if not made.exists() or made.stat().st_mtime < max(s.stat().st_mtime for s in sources):
        print("compiling the client", file=sys.stderr)
        run(["./mvnw", "-q", "-pl", "node", "-am", "test-compile", "-Dspotless.check.skip",
             "-Dcheckstyle.skip"], cwd=ROOT)


def java():
    shell = f'. "{ROOT}/config/find-jdk25.sh"; drydock_find_jdk25; printf %s "$JDK25"'
    return run(["bash", "-c", shell]) + "/bin/java"


class LoadClient:
    """Our own client, for what h2load cannot say."""

    def __init__(self):
        classes = f"{ROOT}/node/target/test-classes:{ROOT}/node/target/drydock/lib/*"
        self.command = [java(), "-XX:+UseSerialGC", "-Xmx1g", "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED", "-cp", classes, CLIENT]

    def run(self, server, work, **numbers):
        return json.loads(run(self.words(server, work, numbers)))

    def words(self, server, work, numbers):
        return [*self.command, server.address(), work,
                *(f"{name}={number}" for name, number in numbers.items())]

    def paced(self, server, operation, **numbers):
        """Puts at a fixed rate while an operation runs; the latencies, and the operation's time."""
        with subprocess.Popen(self.words(server, "paced", numbers), text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
            client.stdout.readline()  # It is warm.
            begin = time.perf_counter()
            client.stdin.write("\n")
            client.stdin.flush()
            operation()
            seconds = time.perf_counter() - begin
            out, _ = client.communicate()
        if client.returncode != 0:
            sys.exit("the client with a fixed rate has failed")
        return {**json.loads(out), "operation_s": seconds}


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def field(number, value):
    """A field of a protobuf message: bytes, or a number."""
    if isinstance(value, bytes):
        return varint(number << 3 | 2) + varint(len(value)) + value
    return varint(number << 3) + varint(value)


def framed(message):
    return b"\0" + len(message).to_bytes(4, "big") + message


def h2load(server, scratch, call, count, connections, streams):
    """The same call again and again; latencies, after a look at whether it was answered."""
    method, body, least = call
    log, request = scratch / "h2load.log", scratch / "h2load.body"
    log.unlink(missing_ok=True)
    request.write_bytes(framed(body))
    begin = server.revision() if method.endswith("Put") else 0
    out = run(["h2load", "-c", str(connections), "-m", str(streams), "-n", str(count), "-w", "24",
               "-W", "28", "-d", request, "-H", "te: trailers", "-H",
               "content-type: application/grpc", f"--log-file={log}",
               f"http://{server.address()}/etcdserverpb.KV/{method}"])
    succeeded = int(re.search(r"(\d+) succeeded", out).group(1))
    data = int(re.search(r"\((\d+)\) data", out).group(1))
    if succeeded != count or data < least * count:
        sys.exit(f"{server.kind}: {method} was not answered as it should be:\n{out}")
    if begin and server.revision() != begin + count:
        sys.exit(f"{server.kind}: {server.revision() - begin} revisions of {count} puts")
    millis = sorted(int(line.split()[2]) / 1e3 for line in log.read_text().splitlines())
    took, unit = re.search(r"finished in ([\d.]+)(us|ms|s),", out).groups()
    seconds = float(took) / {"us": 1e6, "ms": 1e3, "s": 1}[unit]
    return {"count": count, "seconds": seconds, "p50_ms": millis[len(millis) // 2],
            "p99_ms": millis[len(millis) * 99 // 100], "max_ms": millis[-1]}
