# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
"""A server that runs beside a module, for a drill."""
from __future__ import annotations

import subprocess


def start(command: list, folder: str, log) -> subprocess.Popen:
    """Starts ``command`` in ``folder``, its words go to the open file ``log``. Raises OSError."""
    return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
