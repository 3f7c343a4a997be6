"""All verbs stand in one list, explain themselves, and load no more than they need."""

import subprocess
import sys

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


def test_a_verb_of_people_loads_neither_detectors_nor_a_server() -> None:
    code = (
        "import sys; from proxy.cli.commands import main\n"
        "try: main(['handoff', 'list', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'spacy', 'presidio_analyzer', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"
