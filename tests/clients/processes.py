"""Clients that run in a process of their own: their own Python environment, or node."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.clients.shop import HELLO, INJURY, RECORD

ROOT = Path(__file__).parents[2]


def installed(stamp: Path) -> Path:
    """The folder of ``stamp``, which is written when a client is completely installed.

    A client that is missing is a failure: a suite that passes without it would promise too much.
    """
    assert stamp.is_file(), (
        f"{stamp.parent.name} is not set up: `make test-clients` installs the clients that the tests use"
    )
    return stamp.parent


def run_client(command: list[str], **env: str) -> dict[str, Any]:
    """Run a client script; gives what it says of each of its scenarios.

    It is told the customers' words in its last argument, as JSON, and inherits no setting of ours.
    """
    asked = json.dumps({"hello": HELLO, "injury": INJURY, "record": RECORD})
    done = subprocess.run(
        [*command, asked],
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **env},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(line) for line in done.stdout.splitlines())
