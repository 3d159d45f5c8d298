"""Writes to a cluster and keeps a log of what was acknowledged; or compares that log with the cluster.

writer.py write LOG ENDPOINT...    puts under writer/, one after the other, until SIGTERM. A put that fails is tried
                                   once more, at the next endpoint. Lines: ok KEY REVISION | again KEY | lost KEY WHY
writer.py check LOG ENDPOINT...    every acknowledged key must hold its own name; prints counts, ends with 1 if not
"""

import base64
import json
import os
import signal
import ssl
import sys
import time
import urllib.error
import urllib.request

PKI = "/etc/etcd/pki/"
TIMEOUT_SECONDS = 5
PAUSE_SECONDS = 0.01


def b64(text):
    return base64.b64encode(text.encode()).decode()


class Cluster:
    def __init__(self, endpoints):
        self.endpoints = endpoints
        self.turn = 0

    def call(self, path, body):
        endpoint = self.endpoints[self.turn % len(self.endpoints)]
        context = None
        if endpoint.startswith("https"):
            # Made anew each time: the files are renewed under load.
            context = ssl.create_default_context(cafile=PKI + "ca.crt")
            context.load_cert_chain(PKI + "client.crt", PKI + "client.key")
        request = urllib.request.Request(endpoint + "/v3/kv/" + path, json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS, context=context) as answer:
            return json.load(answer)

    def attempt(self, path, body):
        """The answer, or None and why not; the next call goes to the next endpoint."""
        try:
            return self.call(path, body), ""
        except (OSError, ValueError, urllib.error.URLError) as error:
            detail = error.read().decode() if isinstance(error, urllib.error.HTTPError) else ""
            return None, (str(error) + " " + detail).replace("\n", " ")
        finally:
            self.turn += 1


def write(log_path, cluster):
    over = []
    signal.signal(signal.SIGTERM, lambda *_: over.append(True))
    number = 0
    with open(log_path, "a", buffering=1) as log:
        while not over:
            number += 1
            key = "writer/%d-%08d" % (os.getpid(), number)
            body = {"key": b64(key), "value": b64(key)}
            answer, why = cluster.attempt("put", body)
            if answer is None:
                log.write("again %s %s\n" % (key, why))
                answer, why = cluster.attempt("put", body)
            if answer is None:
                log.write("lost %s %s\n" % (key, why))
            else:
                log.write("ok %s %s\n" % (key, answer["header"]["revision"]))
            time.sleep(PAUSE_SECONDS)


def check(log_path, cluster):
    there = {}
    start = "writer/"
    while True:
        answer, why = cluster.attempt("range", {"key": b64(start), "range_end": b64("writer0"), "limit": 500})
        if answer is None:
            sys.exit("the cluster does not answer: " + why)
        for pair in answer.get("kvs", []):
            key = base64.b64decode(pair["key"]).decode()
            there[key] = base64.b64decode(pair["value"]).decode()
            start = key + "\0"
        if not answer.get("more"):
            break
    counts = {"ok": 0, "again": 0, "lost": 0, "missing": 0}
    with open(log_path) as log:
        for line in log:
            word, key = line.split()[:2]
            counts[word] += 1
            if word == "ok" and there.get(key) != key:
                counts["missing"] += 1
    print(json.dumps(counts))
    sys.exit(1 if counts["missing"] else 0)


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]](sys.argv[2], Cluster(sys.argv[3:]))
