"""The auditor's pair can be made where no proxy is."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proxy.clock import SetClock
from proxy.keys import read_auditor_public, read_auditor_secret
from proxy.keys.__main__ import main

CLOCK = SetClock(datetime(2026, 3, 1, tzinfo=UTC))


def test_it_writes_a_private_pair_that_belongs_together_and_is_not_for_development(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)], CLOCK) == 0
    secret = read_auditor_secret((tmp_path / "auditor.key").read_text())
    public = read_auditor_public((tmp_path / "auditor.pub").read_text())

    assert secret.kid == public.key.kid
    assert not secret.development
    assert not public.key.development
    assert (tmp_path / "auditor.key").stat().st_mode & 0o777 == 0o600
    shown = capsys.readouterr().out
    assert secret.kid in shown
    assert secret.seed.hex() not in shown
    assert (tmp_path / "auditor.key").read_text().split("\n")[7] not in shown


def test_it_overwrites_nothing_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(tmp_path)], CLOCK)
    first = (tmp_path / "auditor.key").read_text()

    assert main([str(tmp_path)], CLOCK) == 2
    assert main([str(tmp_path / "nowhere")], CLOCK) == 2
    assert (tmp_path / "auditor.key").read_text() == first
    assert "never overwritten" in capsys.readouterr().err


def test_the_command_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "proxy.keys", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    assert "key id" in done.stdout
