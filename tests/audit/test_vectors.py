"""The vectors of the format stay readable: today's code gives what each file's name says."""

import json
from pathlib import Path

import pytest

from proxy.audit import FindingKind, open_bundle, verify_bundle
from proxy.keys import read_auditor_public
from proxy.keys.envelope import public_of
from tests.audit.make_vectors import BROKEN, FOLDER, MADE

SEED = bytes.fromhex(json.loads((FOLDER / "test-only.json").read_text())["auditor_seed"])


def test_the_good_bundle_verifies() -> None:
    report = verify_bundle(FOLDER / "good.zip")

    assert report.errors == ()
    assert (report.streams, report.records, report.erased) == (2, 14, 3)


@pytest.mark.parametrize("older", ["audit-v1-first", "audit-v1-second"])
def test_a_bundle_of_an_older_version_still_verifies(older: str) -> None:
    """First: before keys changed and readmes came along; second: before records named each other."""
    report = verify_bundle(FOLDER.with_name(older) / "good.zip")

    assert report.errors == ()
    assert (report.streams, report.records, report.erased) == (2, 14, 3)


def test_a_bundle_of_an_older_version_still_opens() -> None:
    folder = FOLDER.with_name("audit-v1-second")
    recorded = [json.loads(line) for line in (folder / "opened.jsonl").read_text().splitlines()]
    opened = list(open_bundle(folder / "good.zip", SEED))

    assert [{**record, "follows": True} for record in recorded] == opened


def test_the_good_bundle_opens_to_the_recorded_objects() -> None:
    recorded = (FOLDER / "opened.jsonl").read_text().splitlines()

    assert [json.loads(line) for line in recorded] == list(open_bundle(FOLDER / "good.zip", SEED))
    public = read_auditor_public((FOLDER / "auditor.pub").read_text())
    assert public.key.public == public_of(SEED)


@pytest.mark.parametrize("name", sorted({*BROKEN, *MADE}))
def test_each_broken_bundle_fails_for_the_reason_in_its_name(name: str) -> None:
    report = verify_bundle(FOLDER / f"{name}.zip")

    assert {finding.kind for finding in report.errors} == {FindingKind(name)}


def test_every_vector_is_tested() -> None:
    names = {path.stem for path in FOLDER.glob("*.zip")}

    assert names == {*BROKEN, *MADE, "good"}


def test_no_private_key_file_stands_in_the_repository() -> None:
    root = Path(__file__).parents[2]
    begin = "-----BEGIN CHAT-PROXY AUDITOR " + "SECRET KEY-----\nversion: 1\nsuite: mlkem"
    found = [
        path.relative_to(root)
        for folder in ("proxy", "tests", "docs", "keys", "policies", "examples")
        for path in (root / folder).rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".zip"}
        if begin in path.read_text(errors="ignore")
    ]

    assert found == []
