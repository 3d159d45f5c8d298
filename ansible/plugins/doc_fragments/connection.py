# Copyright the Drydock authors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations


class ModuleDocFragment:
    """Arguments that modules share."""

    DOCUMENTATION = r"""
options:
  connection:
    description:
      - How to reach the members from the host that the module runs on. Roles and playbooks of this
        collection give the variable C(etcd_connection) here.
      - The members are asked over the JSON gateway that etcd serves on its client port since 3.4.
        With C(client-cert-auth) the gateway of a member uses the member's own certificate to
        itself, which therefore needs C(clientAuth) among its uses.
    type: dict
    required: true
    suboptions:
      endpoints:
        description:
          - Members to ask, C(https://HOST:PORT) or C(http://HOST:PORT). Members that are not named
            are asked at their own client URLs.
        type: list
        elements: str
        required: true
      cacert:
        description: Who may sign for the members, PEM. Without it the system's own authorities
          count.
        type: path
      cert:
        description: The client's certificate, PEM.
        type: path
      key:
        description: The key of O(connection.cert), PEM.
        type: path
      timeout:
        description: Seconds for one call.
        type: float
        default: 10.0
      username:
        description: A user of etcd, where authentication is on. A certificate's name is none for
          the gateway.
        type: str
      password:
        description: The password of O(connection.username).
        type: str
      validate_certs:
        description: V(false) takes any certificate, so that anybody may answer in the member's
          place.
        type: bool
        default: true
requirements:
  - Python 3.9 or newer on the host
author:
  - The Drydock authors (@drydock)
"""

    EXECUTABLE = r"""
options:
  drydock:
    description: The command line of Drydock on the host.
    type: path
    default: /opt/drydock/bin/drydock
requirements:
  - Python 3.9 or newer on the host
  - Drydock's command line on the host; role P(drydock.etcd.etcd_tools#role) puts it there
author:
  - The Drydock authors (@drydock)
"""

    READS = r"""
attributes:
  check_mode:
    description: Can run in check mode and return what it would without it.
    support: full
    details: Nothing is ever changed.
  diff_mode:
    description: Returns what differs in diff mode.
    support: none
    details: Nothing is ever changed.
options: {}
"""

    CHANGES = r"""
attributes:
  check_mode:
    description: Can run in check mode and tell what it would change, without changing it.
    support: full
  diff_mode:
    description: Returns what differs in diff mode.
    support: full
options: {}
"""
