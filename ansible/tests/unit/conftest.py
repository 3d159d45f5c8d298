# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from ansible_collections.drydock.etcd.tests.unit.support import EtcdCluster


@pytest.fixture(scope="session")
def three(tmp_path_factory):
    """Three members of 3.5.30 that every test leaves alive and without alarms."""
    cluster = EtcdCluster(tmp_path_factory.mktemp("three"), size=3).start()
    yield cluster
    cluster.stop()


@pytest.fixture
def own(tmp_path):
    """Makes clusters that a test may break; they are stopped with it."""
    made = []

    def make(**options) -> EtcdCluster:
        folder = tmp_path / f"cluster{len(made)}"
        folder.mkdir()
        made.append(EtcdCluster(folder, **options))
        return made[-1].start()

    yield make
    for cluster in made:
        cluster.stop()
