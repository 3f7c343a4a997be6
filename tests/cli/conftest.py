"""A data folder per test, and the command line in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from proxy.cli.commands import main

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a verb; an exception that is not an exit is a failure of the test."""
    for name in ("CHAT_PROXY_DATA", "CHAT_PROXY_POLICY", "CHAT_PROXY_UPSTREAM", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str | Path) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@dataclass
class Folder:
    """An initialised data folder. Verbs run on it."""

    data: Path
    auditor_key: Path
    run: Run

    def __call__(self, *words: str | Path) -> Result:
        """Run a verb on this folder, whatever its exit code."""
        return self.run(*words, "--data", self.data)

    def json(self, *words: str | Path) -> Any:
        """Run a verb that must succeed; what it printed, parsed."""
        result = self(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Folder:
    data, key = tmp_path / "data", tmp_path / "auditor.key"
    assert run("init", "--data", data, "--auditor-key-out", key).exit_code == 0
    return Folder(data, key, run)
