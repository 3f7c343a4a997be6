"""Killed at every point of a commit, and at random by the dozen: nothing acknowledged is lost."""

import os
from collections import Counter
from pathlib import Path

import pytest

from proxy.audit import FindingKind, open_bundle, verify_bundle
from proxy.clock import SystemClock
from tests.audit.dying import POINTS
from tests.audit.made import SEED, place
from tests.running import run_module

SECONDS = float(os.environ.get("HAMMER_SECONDS", "0.7"))
HARMLESS = {FindingKind.KEY_NOT_PINNED, FindingKind.NOT_CLOSED}


def dying(*words: str | float | Path) -> list[str]:
    done = run_module("tests.audit.dying", *map(str, words), timeout=300 + 30 * SECONDS)
    return done.stdout.splitlines()


def test_killed_at_any_point_of_its_life_a_log_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    at = place(tmp_path)
    told = [line.split("\t") for line in dying("points", tmp_path)]
    path = at.export(clock=SystemClock())
    report = verify_bundle(path)
    found = {
        str(r["clear"]["protected"]) for r in open_bundle(path, SEED) if r["kind"] == "turn_opened"
    }

    assert [name for name, _, _ in told] == list(POINTS)
    assert {ended for _, ended, _ in told} == {"killed"}
    acknowledged = {number for _, _, numbers in told for number in numbers.split()}
    assert len(acknowledged) > len(POINTS)
    assert acknowledged <= found
    assert report.errors == ()
    assert {finding.kind for finding in report.notices} <= HARMLESS


def hammered(folder: Path, processes: int, seconds: float) -> None:
    """What the provider received stands in the log, each once, and the log is in order."""
    at = place(folder)
    received = dying("hammer", folder, processes, seconds, 20261123)
    path = at.export(clock=SystemClock())
    report = verify_bundle(path)
    recorded = Counter(
        r["content"]["sent_sha256"] for r in open_bundle(path, SEED) if r["kind"] == "turn_opened"
    )

    assert report.errors == ()
    assert {finding.kind for finding in report.notices} <= HARMLESS
    assert len(received) > processes
    assert set(received) <= set(recorded)
    assert set(recorded.values()) == {1}
    assert report.streams > processes


@pytest.mark.timeout(300 + 30 * SECONDS)
def test_eight_processes_killed_at_random_agree_with_what_the_provider_received(
    tmp_path: Path,
) -> None:
    """`make hammer` does it for a minute."""
    hammered(tmp_path, 8, SECONDS)
