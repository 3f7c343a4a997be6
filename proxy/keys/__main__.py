"""Make an auditor key pair: ``python -m proxy.keys FOLDER``, on a machine that is not the proxy's.

Needs nothing but this package and ``cryptography``; no network, no data folder. See keys/README.md.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from proxy.clock import Clock, SystemClock
from proxy.errors import AdministratorError
from proxy.keys.auditor import new_auditor_pair, read_auditor_public
from proxy.keys.local_file import write_private


def main(arguments: Sequence[str], clock: Clock) -> int:
    """Write ``auditor.key`` (keep it) and ``auditor.pub`` (for the proxy). Overwrites nothing."""
    parser = argparse.ArgumentParser(prog="python -m proxy.keys", description=__doc__)
    parser.add_argument("folder", type=Path, help="an existing folder; nothing is overwritten")
    folder: Path = parser.parse_args(arguments).folder
    secret, public = new_auditor_pair(now=clock.now())
    try:
        write_private(folder / "auditor.key", secret)
        write_private(folder / "auditor.pub", public)
    except AdministratorError as error:
        sys.stderr.write(f"{error.message}\n")
        return 2
    sys.stdout.write(
        f"key id       {read_auditor_public(public).key.kid}\n"
        f"keep safe    {folder / 'auditor.key'}   who has it reads the audit log; without it nobody\n"
        f"for the proxy {folder / 'auditor.pub'}  chat-proxy init --auditor-public-key\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], SystemClock()))
