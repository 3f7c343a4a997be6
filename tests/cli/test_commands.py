"""All verbs stand in one list, explain themselves, and load no more than they need."""

import subprocess
import sys
from pathlib import Path

import pytest

from proxy import __version__
from proxy.cli.commands import VERBS
from tests.cli.conftest import Run


def test_the_help_names_every_verb_and_the_exit_codes(run: Run) -> None:
    done = run("--help")
    assert done.exit_code == 0
    assert all(verb in done.stdout for verb in VERBS)
    assert "Exit codes: 0 done" in done.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(run: Run, verb: str) -> None:
    done = run(verb, "-h")
    assert done.exit_code == 0
    assert "Usage:" in done.stdout


def test_an_unknown_verb_is_wrong_usage(run: Run) -> None:
    assert run("nonsense").exit_code == 2


def test_the_version_is_told(run: Run) -> None:
    assert __version__ in run("--version").stdout


def loaded(*arguments: str) -> set[str]:
    code = (
        "import sys; from proxy.cli.commands import main\n"
        f"try: main({list(arguments)!r})\n"
        "except SystemExit: pass\n"
        "print(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split())


DETECTORS_AND_SERVER = {"spacy", "presidio_analyzer", "uvicorn"}
STORAGE = {"sqlalchemy", "alembic", "asyncpg", "sqlite3", "proxy.cellar", "proxy.storage"}


def test_a_verb_of_people_loads_neither_detectors_nor_a_server() -> None:
    assert not DETECTORS_AND_SERVER & loaded("handoff", "list", "--help")


def test_a_reader_of_a_bundle_loads_no_storage_either(tmp_path: Path) -> None:
    """One module has all their verbs, so the one that gets furthest stands for them."""
    (tmp_path / "log.bundle").write_bytes(b"no bundle")
    modules = loaded("audit", "verify", str(tmp_path / "log.bundle"))
    assert {"proxy.audit.verify", "proxy.cli.audit_reading", "proxy.audit.proof"} <= modules
    assert not (DETECTORS_AND_SERVER | STORAGE) & modules
